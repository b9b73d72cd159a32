import { setTimeout as wait } from 'node:timers/promises'
import type { SecretBox } from '#access/secret-box'
import { type ApiBudget, lesser } from '#domain/api-budget'
import type { Instant } from '#domain/instant'
import { leadlineCommand } from '#domain/shell-command'
import { backfill } from '#ingest/backfill'
import type { EventDoor } from '#ingest/event-door'
import { forgetWish, keepRun, lastRun, type ReadingProblem, type ReadingRun } from '#ingest/reading-run'
import { HistoryStopped } from '#sources/github/history-pages'
import type { Database } from '#storage/database'
import { noteTrouble, type WebhookSource } from '#storage/stores/webhook-sources'
import { type GithubAccess, historyWith, readUnderOneLimit } from './github-access.ts'

export interface ReadingOptions {
  readonly db: Database
  readonly door: EventDoor
  readonly secrets: SecretBox
  readonly clock: () => number
}

/** Nothing can be read after these until somebody acts. */
const needsSomebody: readonly string[] = ['UNAUTHORIZED', 'FORBIDDEN', 'NOT_FOUND', 'UNEXPECTED', 'SECRETS_CLOSED']

/** The limit of GitHub, or the end of this process: neither is a problem of the source. */
export const goesOnByItself: readonly string[] = ['STOPPED', 'RATE_LIMITED']

interface Read {
  readonly accepted: number
  readonly problems: readonly ReadingProblem[]
  /** Repositories that were asked for. */
  readonly asked: number
  readonly goesOnAt: Instant | null
  readonly budget: ApiBudget | null
}

/** Reads what is new of repositories that one limit counts for. The limit ends it for this time, because others wait. */
async function readTogether(
  { db, door, clock }: ReadingOptions,
  source: WebhookSource,
  { access, repositories }: { readonly access: GithubAccess; readonly repositories: readonly string[] },
  ending: AbortSignal,
): Promise<Read> {
  const limited = new AbortController()
  let goesOnAt: Instant | null = null
  const history = historyWith(access, {
    details: true,
    clock,
    sleep: async (span, signal) => wait(span, undefined, { signal }).catch(() => undefined),
    signal: AbortSignal.any([ending, limited.signal]),
    onWait: (until) => {
      goesOnAt = until
      limited.abort()
    },
  })
  const how = { db, door, source: source.name, repositories, history, clock }
  const { accepted, problems } = await backfill({ ...how, onPage: () => undefined })
  return { accepted, problems, asked: repositories.length, goesOnAt, budget: history.budget }
}

function earlier(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b)
}

/** Reads what is new, of each installation of an App by itself: its limit is no other's. */
async function readNew(
  options: ReadingOptions,
  source: WebhookSource,
  access: GithubAccess,
  ending: AbortSignal,
): Promise<Read> {
  let all: Read = { accepted: 0, problems: [], asked: 0, goesOnAt: null, budget: null }
  try {
    for (const repositories of await readUnderOneLimit(access)) {
      const one = await readTogether(options, source, { access, repositories }, ending)
      all = {
        accepted: all.accepted + one.accepted,
        problems: [...all.problems, ...one.problems],
        asked: all.asked + one.asked,
        goesOnAt: earlier(all.goesOnAt, one.goesOnAt),
        // Of several installations the one that is next to its end.
        budget: lesser(all.budget, one.budget),
      }
    }
    return all
  } catch (error) {
    if (!(error instanceof HistoryStopped)) throw error
    const { code, message, goesOnAt } = error
    const problems = [...all.problems, { repository: null, code, message }]
    return { ...all, problems, goesOnAt: earlier(all.goesOnAt, goesOnAt) }
  }
}

/** A problem as it is shown: where a token is refused, with the command that gives another. */
function shown(problem: ReadingProblem, name: string, access: GithubAccess): ReadingProblem {
  if (problem.code !== 'UNAUTHORIZED' || access.app !== null) return problem
  const mend = leadlineCommand('source', 'token', name, '--token-file', 'FILE')
  return { ...problem, message: `GitHub refuses the token: it was revoked or has expired. Give another: ${mend}` }
}

function summary([first, ...others]: readonly ReadingProblem[]): string | null {
  if (first === undefined) return null
  const whose = first.repository === null || first.code === 'UNAUTHORIZED' ? '' : `${first.repository}: `
  return `${whose}${first.message}${others.length === 0 ? '' : ` (and ${others.length} more)`}`
}

function isFailing(problems: readonly ReadingProblem[], asked: number): boolean {
  const hard = problems.filter(({ code }) => needsSomebody.includes(code))
  return (
    hard.some(({ code, repository }) => code === 'UNAUTHORIZED' || repository === null) ||
    (asked > 0 && hard.length >= asked)
  )
}

/** Writes down what went wrong, so that the source is shown as failing until it is mended. */
export async function noteFailure({ db, clock }: ReadingOptions, name: string, problem: ReadingProblem): Promise<void> {
  const now = clock()
  await keepRun(db, name, {
    startedAt: now,
    endedAt: now,
    goesOnAt: null,
    accepted: 0,
    problems: [problem],
    failing: true,
  })
  await forgetWish(db, name)
  await noteTrouble(db, name, problem.message)
}

/** What a reading came to. */
export interface SourceRead {
  /** When it goes on, where GitHub lets nobody ask until then. */
  readonly goesOnAt: Instant | null
  /** There was no repository to read, such as before the App is installed anywhere. */
  readonly isIdle: boolean
}

/**
 * Reads the history of a source from where it was left, and writes down how that goes.
 *
 * @throws Unavailable when events cannot be taken now
 */
export async function readSource(
  options: ReadingOptions,
  source: WebhookSource,
  access: GithubAccess,
  ending: AbortSignal,
): Promise<SourceRead> {
  const { db, clock } = options
  const { name } = source
  const before = await lastRun(db, name)
  const begun: ReadingRun = {
    startedAt: clock(),
    endedAt: null,
    goesOnAt: null,
    accepted: 0,
    problems: before?.problems ?? [],
    failing: before?.failing ?? false,
  }
  await keepRun(db, name, begun)
  await forgetWish(db, name)
  const { accepted, problems: all, asked, goesOnAt, budget } = await readNew(options, source, access, ending)
  const isIdle = asked === 0 && all.length === 0
  if (ending.aborted) return { goesOnAt: null, isIdle }
  const problems = all
    .filter(({ code }) => !goesOnByItself.includes(code))
    .map((problem) => shown(problem, name, access))
  const endedAt = goesOnAt === null ? clock() : null
  await keepRun(db, name, {
    ...begun,
    accepted,
    problems,
    endedAt,
    goesOnAt,
    budget,
    failing: isFailing(problems, asked),
  })
  await noteTrouble(db, name, summary(problems))
  return { goesOnAt, isIdle }
}
