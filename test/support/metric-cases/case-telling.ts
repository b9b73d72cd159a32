import { createHash } from 'node:crypto'
import type { CaseEvent } from './case-file.ts'

export type WireEvent = { readonly type: string; readonly [field: string]: unknown }

/** How a case is told. */
export interface Telling {
  /** Sets its names apart from those of every other telling. */
  readonly prefix: string
  /** New commits as the sender's list, or as a commit graph that gives the same ranges. */
  readonly form: 'INCLUDES' | 'GRAPH'
  /** Every event says when it was recorded, and states of an incident are sent apart: for answers `asOf` a time. */
  readonly recorded: boolean
}

export interface CatalogueLine {
  readonly service: string
  readonly repository: string
  readonly paths: readonly string[]
}

export interface ToldCase {
  readonly events: readonly WireEvent[]
  readonly catalogue: readonly CatalogueLine[]
}

/** Sources that report the end of a pipeline, which is not yet the moment of being live. */
export const pipelines = new Set(['github.deployment_status'])

/** The number of a request: the digits of its id. */
export function numberOf(id: string): number {
  return Number(id.replaceAll(/\D/g, ''))
}

export function iso(instant: number): string {
  return new Date(instant).toISOString()
}

/** A commit's sha, whether it is given alone or with its author date. */
export function shaOf(commit: string | { readonly sha: string }): string {
  return typeof commit === 'string' ? commit : commit.sha
}

export function definedOnly(event: WireEvent): WireEvent {
  return Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)) as WireEvent
}

/** Digests must look like digests, and differ between tellings. */
export function digestOf(prefix: string, digest: string): string {
  return `sha256:${createHash('sha256').update(`${prefix} ${digest}`).digest('hex')}`
}

/** What a reconciler does by itself: the live version again. */
export function liveVersion(events: readonly CaseEvent[], sync: CaseEvent): string | undefined {
  return events
    .filter((other) => other.e === 'deployment' && other.service === sync.service && other.env === sync.env)
    .findLast((other) => (other.finishedAt ?? '') <= (sync.finishedAt ?? ''))?.version
}
