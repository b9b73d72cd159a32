import type { Instant } from '#domain/instant'
import type { OpenDatabase } from '#storage/database'
import type { AskInside } from './ask-inside.ts'

/** What telling something over channels needs. */
export interface TellingOptions {
  readonly db: OpenDatabase
  readonly clock: () => Instant
  readonly ask: AskInside
  /** Told of every failure; what failed is tried again by itself. */
  readonly report: (error: unknown) => void
  /** Where people reach the pages; left out or null: nothing leads there. */
  readonly publicUrl?: string | null
  /** Something was put into the outbox. */
  readonly onPut: () => void
}
