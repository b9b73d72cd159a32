import { HOUR, type Instant, type Milliseconds, MINUTE } from '#domain/instant'
import { Chance } from './chance.ts'
import { meanSize, type Rates, reviewShare } from './rates.ts'
import { attentionAt, developerCalendar, type Team } from './team.ts'

/** A change that was merged, or will be. */
export interface Merge {
  readonly startedAt: Instant
  readonly mergedAt: Instant
  /** Drawn for what may leave it out, in [0, 1). */
  readonly lot: number
}

/** Which changes something holds for: what has another number falls on others. */
export function lotOf({ lot }: Merge, number: number): number {
  return (lot * number) % 1
}

interface Request {
  readonly startedAt: Instant
  readonly openedAt: Instant
  /** Of its author, in working time. */
  readonly coding: Milliseconds
  readonly lot: number
}

const longest = 80 * HOUR

/** What one crew of a team merges before `until`, by time. @param path of its draws */
export function mergesOf(team: Team, rates: Rates, until: Instant, path: readonly number[]): Merge[] {
  const requests: Request[] = []
  for (let developer = 0; developer < rates.developers; developer += 1)
    requests.push(...requestsOf(team, rates, until, new Chance(...path, 10, developer)))
  requests.sort((a, b) => a.openedAt - b.openedAt)
  const ready = reviewed(team, rates, requests, new Chance(...path, 11))
  return queued(team, ready, until)
}

/** What one developer opens: one change after the other, each begun when the one before is handed to review. */
function requestsOf(team: Team, { pause }: Rates, until: Instant, chance: Chance): Request[] {
  const calendar = developerCalendar(team, chance)
  const requests: Request[] = []
  let work = chance.uniform() * (pause + team.coding * meanSize)
  for (;;) {
    work += chance.exponential(pause) / attentionAt(team, calendar.at(work))
    const startedAt = calendar.at(work)
    if (startedAt >= until) return requests
    const coding = Math.min(longest, team.coding * sizeOf(chance))
    work += coding
    requests.push({ startedAt: Math.round(startedAt), openedAt: calendar.at(work), coding, lot: chance.uniform() })
  }
}

/** In usual changes: most are small, and a few sprawl. */
function sizeOf(chance: Chance): number {
  const size = chance.lognormal(1, 1)
  return chance.happens(0.03) ? size * chance.pareto(1.5) : size
}

interface Ready extends Merge {
  readonly readyAt: Instant
}

/** Reviewers take requests as they come: the more are open, the longer each waits. Then checks run until they pass. */
function reviewed(team: Team, { reviewers }: Rates, requests: readonly Request[], chance: Chance): Ready[] {
  const { calendar } = team
  const free = new Float64Array(reviewers)
  const ready: Ready[] = []
  for (const { startedAt, openedAt, coding, lot } of requests) {
    const attention = attentionAt(team, openedAt)
    const seen = calendar.worked(openedAt) + chance.exponential(team.notice) / attention
    const reviewer = free.indexOf(Math.min(...free))
    let work = Math.max(seen, free[reviewer] ?? 0) + coding * reviewShare
    free[reviewer] = work
    while (chance.happens(team.asksAgain))
      work += (chance.exponential(2 * HOUR) + chance.exponential(team.notice)) / attention
    const passed = calendar.at(work) + checked(team, chance)
    const readyAt = calendar.next(passed + chance.exponential(20 * MINUTE))
    ready.push({ startedAt, mergedAt: readyAt, readyAt, lot })
  }
  return ready.toSorted((a, b) => a.readyAt - b.readyAt)
}

/** Checks run by the clock; what fails for nothing is run again when somebody sees it. */
function checked({ check, flakes }: Team, chance: Chance): Milliseconds {
  let lasts = chance.lognormal(check, 0.25)
  while (chance.happens(flakes)) lasts += chance.exponential(25 * MINUTE) + chance.lognormal(check, 0.25)
  return lasts
}

/** One after the other: each is checked once more on top of the one before. */
function queued({ check }: Team, ready: readonly Ready[], until: Instant): Merge[] {
  const turn = Math.min(8 * MINUTE, check / 3)
  const merges: Merge[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const { startedAt, readyAt, lot } of ready) {
    last = Math.max(readyAt, last) + turn
    if (last >= until) break
    merges.push({ startedAt, mergedAt: Math.round(last), lot })
  }
  return merges
}
