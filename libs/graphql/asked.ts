import type { GraphQLError } from 'graphql'
import type { Viewer } from '#access/scope'
import type { Instant } from '#domain/instant'
import type { Outside } from './outside.ts'
import type { Reads } from './reads.ts'

/** The context of every resolver: who asks, when, and this question's own loaders. */
export interface Asked {
  readonly viewer: Viewer
  /** One reading of the clock for the whole question. */
  readonly now: Instant
  readonly reads: Reads
  readonly outside: Outside
  /** What a WebSocket proved itself with: looked at again for as long as it listens. */
  readonly authorization?: string
  /** The document is one of ours, which the holders of embeds may have answered. */
  readonly isRegistered?: boolean
  /** Errors that Mercurius adds to those of the execution. */
  errors?: readonly GraphQLError[] | null
}
