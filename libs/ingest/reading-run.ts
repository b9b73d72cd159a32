import type { ApiBudget } from '#domain/api-budget'
import type { Instant } from '#domain/instant'
import { type PartName, PartState, partNames } from '#sources/github/history-state'
import type { Database } from '#storage/database'
import { forgetProgress, keepProgress, progressOf, readProgress } from '#storage/stores/source-progress'

/** Parts of a source's progress that are none of a repository's history. */
const runPart = 'run'
export const wishPart = 'wished'

/** Why a repository, or (null) all of them, could not be read to the end. */
export interface ReadingProblem {
  readonly repository: string | null
  readonly code: string
  /** Says what to do. */
  readonly message: string
}

/** The latest reading of a source's history. */
export interface ReadingRun {
  readonly startedAt: Instant
  /** Null while it goes on, and where it was interrupted. */
  readonly endedAt: Instant | null
  /** When it goes on, where the source lets nobody ask until then. */
  readonly goesOnAt: Instant | null
  /** Events that were new. */
  readonly accepted: number
  readonly problems: readonly ReadingProblem[]
  /** Nothing can be read until somebody acts. */
  readonly failing: boolean
  /** What was left of what may be asked, by the last answer; left out or null where that is not told. */
  readonly budget?: ApiBudget | null
}

/** How far one part of a repository's history was read. */
export interface PartProgress {
  readonly repository: string
  readonly part: PartName
  /** Nodes read of the first time to the end; later ones are not counted. */
  readonly read: number
  /** Null where it is not known. */
  readonly total: number | null
  /** It was read to its end at least once. */
  readonly isFilled: boolean
  readonly at: Instant
}

/** Where a source's history stands. */
export interface ReadingState {
  readonly run: ReadingRun | null
  /** Somebody asked for a reading that has not begun. */
  readonly isWished: boolean
  readonly parts: readonly PartProgress[]
}

/** Asks for a reading of a source, by whichever process reads. */
export async function wishReading(db: Database, source: string, now: Instant): Promise<void> {
  await keepProgress(db, source, wishPart, { at: now })
}

export async function forgetWish(db: Database, source: string): Promise<void> {
  await forgetProgress(db, source, wishPart)
}

export async function keepRun(db: Database, source: string, run: ReadingRun): Promise<void> {
  await keepProgress(db, source, runPart, run)
}

export async function lastRun(db: Database, source: string): Promise<ReadingRun | null> {
  return (await readProgress(db, source, runPart)) as ReadingRun | null
}

interface Kept {
  readonly read?: number
  readonly total?: number | null
}

/** Where the history of a source stands; its repositories by name. */
export async function readingState(db: Database, source: string): Promise<ReadingState> {
  // First the run: one that is said to have ended has all of its parts.
  const run = await lastRun(db, source)
  const rows = await progressOf(db, source)
  const parts = rows.flatMap(({ part: place, state, updatedAt }): PartProgress[] => {
    const [repository = '', name] = place.split(' ')
    const part = partNames.find((each) => each === name)
    const read = PartState.safeParse(state)
    // What is read beside deliveries knows its projects by number, and tells no totals.
    if (part === undefined || !read.success || !repository.includes('/')) return []
    const { read: nodes = 0, total = null } = state as Kept
    return [{ repository, part, read: nodes, total, isFilled: read.data.filled, at: updatedAt }]
  })
  const isWished = (await readProgress(db, source, wishPart)) !== null
  return { run, isWished, parts }
}
