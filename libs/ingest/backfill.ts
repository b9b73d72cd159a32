import { HistoryStopped } from '#sources/github/history-pages'
import { type HistoryPage, type PartName, PartState, partNames } from '#sources/github/history-state'
import type { Database } from '#storage/database'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import type { EventDoor } from './event-door.ts'

/** Whoever reads the history of a repository. */
export interface History {
  read(repository: string, part: PartName, from: PartState): AsyncGenerator<HistoryPage>
}

/** How far a part is. */
export interface BackfillProgress {
  readonly repository: string
  readonly part: PartName
  /** Of this run. */
  readonly nodes: number
  /** How many there are in all; null where that is not known. */
  readonly total: number | null
}

export interface BackfillOptions {
  readonly db: Database
  readonly door: EventDoor
  /** Name of the source whose events they are. */
  readonly source: string
  /** `owner/name`. */
  readonly repositories: readonly string[]
  readonly history: History
  readonly clock: () => number
  readonly onPage: (progress: BackfillProgress) => void
}

/** What a backfill did. */
export interface Backfilled {
  readonly accepted: number
  readonly duplicates: number
  /** Statements that the event door refused; they are in quarantine. */
  readonly rejected: number
  /** Repositories that could not be read to their end, and why. */
  readonly problems: readonly { readonly repository: string; readonly code: string; readonly message: string }[]
}

/** The code of a problem that spoils one part alone. */
const missingPermission = 'MISSING_PERMISSION'

/** After these nothing else can be read either. */
const final: readonly string[] = ['UNAUTHORIZED', 'UNREACHABLE', 'RATE_LIMITED', 'STOPPED']

interface Counts {
  accepted: number
  duplicates: number
  rejected: number
}

/** How many nodes of the first reading are read, kept beside its state so that it can be shown. */
interface Counted {
  readonly read?: number
  readonly total?: number | null
}

function countedOf(before: Counted, nodes: number, total: number | null): Counted {
  const known = total ?? before.total ?? null
  const read = (before.read ?? 0) + nodes
  // What was changed meanwhile comes again.
  return { read: known === null ? read : Math.min(read, known), total: known }
}

async function readOne(options: BackfillOptions, repository: string, part: PartName, counts: Counts): Promise<void> {
  const { db, door, source, history, clock, onPage } = options
  const place = `${repository} ${part}`
  const before = ((await readProgress(db, source, place)) ?? {}) as Counted
  const kept = PartState.safeParse(before)
  let nodes = 0
  for await (const page of history.read(repository, part, kept.success ? kept.data : PartState.parse({}))) {
    const sender = { source, allowAnySource: false, mayImport: false, now: clock() }
    const receipt = await door.take(page.statements, sender)
    counts.accepted += receipt.accepted
    counts.duplicates += receipt.duplicates
    counts.rejected += receipt.rejectedCount
    nodes += page.nodes
    const counted = kept.success && kept.data.filled ? before : countedOf(before, nodes, page.total)
    await keepProgress(db, source, place, { ...page.state, read: counted.read, total: counted.total })
    onPage({ repository, part, nodes, total: page.total })
  }
}

/** What a token may lack, and what is then not known of what webhooks lost. */
const optional: Partial<Readonly<Record<PartName, { readonly permission: string; readonly lost: string }>>> = {
  incidents: { permission: 'Issues', lost: 'incidents' },
  runs: { permission: 'Actions', lost: 'workflow runs' },
}

/** Reads a part; where the token lacks a permission that is needed for this part alone, the others are read none the less. */
async function readAllowed(
  options: BackfillOptions,
  repository: string,
  part: PartName,
  counts: Counts,
): Promise<Backfilled['problems']> {
  try {
    await readOne(options, repository, part, counts)
    return []
  } catch (error) {
    const needs = optional[part]
    if (!(error instanceof HistoryStopped) || needs === undefined) throw error
    // Another API, or another list of it: what else is read may well answer.
    if (error.code === 'UNREACHABLE') return [{ repository, code: error.code, message: error.message }]
    if (!['FORBIDDEN', 'NOT_FOUND'].includes(error.code)) throw error
    const message = `The permission ${needs.permission} (read) is missing, or GitHub has none there: ${needs.lost} that webhooks lose stay lost.`
    return [{ repository, code: missingPermission, message }]
  }
}

/**
 * Reads the history of repositories into the log, page by page, from where the last time ended: progress is written down once
 * what a page told is committed, so that an end at any moment costs one page. A repository that cannot be read is a
 * problem of its own, and the next one's turn comes.
 *
 * @throws Unavailable when events cannot be taken now
 */
export async function backfill(options: BackfillOptions): Promise<Backfilled> {
  const counts: Counts = { accepted: 0, duplicates: 0, rejected: 0 }
  const problems: { repository: string; code: string; message: string }[] = []
  for (const repository of options.repositories) {
    try {
      for (const part of partNames) problems.push(...(await readAllowed(options, repository, part, counts)))
    } catch (error) {
      if (!(error instanceof HistoryStopped)) throw error
      problems.push({ repository, code: error.code, message: error.message })
      if (final.includes(error.code)) break
    }
  }
  return { ...counts, problems }
}
