import * as z from 'zod'
import type { Instant } from '#domain/instant'
import type { Statement } from '../source.ts'
import type { Pages } from './history-pages.ts'
import type { GithubSettings } from './settings.ts'

export const partNames = ['commits', 'requests', 'deployments', 'releases', 'incidents', 'runs'] as const
export type PartName = (typeof partNames)[number]

/** How far a part of the history was read. */
export const PartState = z.object({
  after: z.string().nullable().default(null),
  /** The first reading has come to its end. */
  filled: z.boolean().default(false),
  /** Newest time that was seen: what a later reading begins at. */
  watermark: z.string().nullable().default(null),
  /** Newest time that this reading has seen, until it ends. */
  newest: z.string().nullable().default(null),
  size: z.number().optional(),
  open: z.array(z.object({ id: z.string(), createdAt: z.string() })).default([]),
})
export type PartState = z.infer<typeof PartState>

/** What was read together, and how far that is, to be kept once the statements are. */
export interface HistoryPage {
  readonly statements: readonly Statement[]
  readonly state: PartState
  /** Nodes read. */
  readonly nodes: number
  /** How many there are in all; null where that is not known. */
  readonly total: number | null
}

/** What a part is read with. */
export interface Reading {
  readonly owner: string
  readonly name: string
  readonly settings: GithubSettings
  /** False where a mirror tells commits: then only their ids are asked for. */
  readonly details: boolean
  readonly now: Instant
  pages(largest: number, size?: number): Pages
  /** One page of a list of the REST API, by its path behind `/repos/owner/name`. */
  list(path: string): Promise<unknown>
}

/** A time as it was told, and no later than now; null where none was. */
export function notAfter(told: string | null, now: Instant): string | null {
  return told !== null && Date.parse(told) > now ? new Date(now).toISOString() : told
}

/** Nodes without those that GitHub would not give. */
export function present<T>(nodes: readonly (T | null)[] | null | undefined): T[] {
  return (nodes ?? []).filter((node) => node !== null)
}
