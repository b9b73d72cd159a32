import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { DAY, HOUR, type Instant } from '#domain/instant'
import { WORKING_DAY, workingTime } from '#alerts/detectors/working-time'
import { type Cell, weeksBefore } from './cell.ts'
import { Chance } from './delivery/chance.ts'
import type { SimulatedChange, SimulatedDeployment } from './simulated.ts'

/** What went live in one UTC week; times count from its Monday. */
interface RealWeek {
  readonly changes: readonly (SimulatedChange & { readonly liveAt: Instant })[]
  readonly deployments: readonly SimulatedDeployment[]
}

/** Whole weeks of each stream, without those that ended a hold-up. */
export type RealWeeks = readonly (readonly RealWeek[])[]

const Commit = z.object({
  sha: z.string(),
  parents: z.array(z.string()),
  authoredAt: z.iso.datetime({ offset: true }),
  committedAt: z.iso.datetime({ offset: true }),
})
type Commit = z.infer<typeof Commit>
const Deployed = z.object({
  environment: z.string(),
  sha: z.string().nullable(),
  at: z.iso.datetime({ offset: true }),
})
type Deployed = z.infer<typeof Deployed>

/** Changes that together waited so long while nothing went live were held up: that is what is to be found, and no null. */
const [fewHeld, longHeld] = [3, 1.5 * WORKING_DAY]

/** The epoch was a Thursday. */
const firstMonday = 4 * DAY
const WEEK = 7 * DAY
const utc = { timeZone: 'UTC', frozen: [] }

function linesOf<T>(text: string, schema: z.ZodType<T>): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => schema.parse(JSON.parse(line)))
}

/**
 * Streams of a repository and its config repository: `commits.ndjson.gz` and `deployments.ndjson` of a folder. A change is a
 * commit that is no merge; its lead time begins when it was authored.
 */
export function readHistory(folder: string): RealWeeks {
  const commits = linesOf(gunzipSync(readFileSync(join(folder, 'commits.ndjson.gz'))).toString(), Commit)
  const bySha = new Map(commits.map((commit) => [commit.sha, commit]))
  const streams = new Map<string, Deployed[]>()
  for (const deployed of linesOf(readFileSync(join(folder, 'deployments.ndjson'), 'utf8'), Deployed))
    streams.set(deployed.environment, [...(streams.get(deployed.environment) ?? []), deployed])
  return [...streams.values()].map((deployed) => weeksOf(deployed, bySha))
}

function weeksOf(deployed: readonly Deployed[], bySha: ReadonlyMap<string, Commit>): RealWeek[] {
  const timed = deployed.map(({ sha, at }) => ({ sha, at: Date.parse(at) })).toSorted((a, b) => a.at - b.at)
  const weekOf = (at: Instant): number => Math.floor((at - firstMonday) / (7 * DAY))
  const [first, last] = [weekOf(timed[0]?.at ?? 0) + 1, weekOf(timed.at(-1)?.at ?? 0)]
  const weeks = Array.from({ length: last - first }, () => ({
    changes: [] as (SimulatedChange & { liveAt: Instant })[],
    deployments: [] as SimulatedDeployment[],
  }))
  const shipped = new Set<string>()
  for (const { sha, at } of timed) {
    if (sha === null) continue
    const isBack = shipped.has(sha)
    const fresh = freshOf(sha, bySha, shipped)
    const monday = firstMonday + weekOf(at) * 7 * DAY
    const week = weeks[weekOf(at) - first]
    week?.deployments.push({ liveAt: at - monday, failed: false, reworked: isBack, restoredAt: null })
    for (const { commit, landedAt } of fresh) {
      const startedAt = Math.min(at - 60_000, Date.parse(commit.authoredAt))
      const mergedAt = Math.min(at, landedAt)
      const times = { startedAt: startedAt - monday, mergedAt: mergedAt - monday, liveAt: at - monday }
      week?.changes.push({ ...times, leadHours: (at - startedAt) / HOUR })
    }
  }
  const held = heldUp(weeks)
  return weeks.filter((_, index) => !held.has(index))
}

/** Indices of weeks in which something went live that had been held up, or did go live meanwhile. */
function heldUp(weeks: readonly RealWeek[]): ReadonlySet<number> {
  const changes = weeks.flatMap((week, index) =>
    week.changes.map(({ mergedAt, liveAt }) => ({
      index,
      mergedAt: mergedAt + firstMonday + index * WEEK,
      liveAt: liveAt + firstMonday + index * WEEK,
    })),
  )
  const held = new Set<number>()
  let last = Number.NEGATIVE_INFINITY
  for (const liveAt of [...new Set(changes.map((change) => change.liveAt))].toSorted((a, b) => a - b)) {
    const waiting = changes.filter(
      (one) => one.mergedAt > last && one.liveAt >= liveAt && workingTime(one.mergedAt, liveAt, utc) >= longHeld,
    )
    if (waiting.length >= fewHeld) for (const { index } of waiting) held.add(index)
    last = liveAt
  }
  return held
}

/** A commit, and when it came to the branch that is deployed. */
interface Landed {
  readonly commit: Commit
  readonly landedAt: Instant
}

/**
 * Commits that a version ships first, merges apart; adds them to what was shipped. A commit of a branch landed with the merge
 * that brought it.
 */
function freshOf(sha: string, bySha: ReadonlyMap<string, Commit>, shipped: Set<string>): Landed[] {
  const line: Commit[] = []
  for (let next: string | undefined = sha; next !== undefined && !shipped.has(next); ) {
    const commit = bySha.get(next)
    if (commit !== undefined) line.push(commit)
    next = commit?.parents[0]
  }
  return line.toReversed().flatMap((commit) => broughtBy(commit, bySha, shipped))
}

/** What a commit of the line brought, itself included. */
function broughtBy(brought: Commit, bySha: ReadonlyMap<string, Commit>, shipped: Set<string>): Landed[] {
  const fresh: Landed[] = []
  const landedAt = Date.parse(brought.committedAt)
  const open = [brought.sha]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const commit = bySha.get(next)
    if (commit === undefined || shipped.has(next)) continue
    shipped.add(next)
    if (commit.parents.length < 2) fresh.push({ commit, landedAt })
    open.push(...commit.parents)
  }
  return fresh
}

/** A service whose weeks are those of a stream in another order; what a scenario changes is changed in them. */
export function shuffledService(
  history: RealWeeks,
  { weeks, scenario }: Pick<Cell, 'weeks' | 'scenario'>,
  seed: number,
): { readonly changes: readonly SimulatedChange[]; readonly deployments: readonly SimulatedDeployment[] } {
  const chance = new Chance(seed, 3)
  const stream = history[Math.abs(seed) % Math.max(1, history.length)] ?? []
  const order = shuffled(stream, chance)
  const changes: SimulatedChange[] = []
  const deployments: SimulatedDeployment[] = []
  for (let week = 0; week < weeksBefore + weeks; week += 1) {
    const monday = Date.UTC(2024, 0, 1) + week * 7 * DAY
    const isAfter = week >= weeksBefore
    const factor = isAfter ? (scenario.leadTime ?? 1) : 1
    const kept = isAfter ? (scenario.frequency ?? 1) : 1
    const real = order[week % Math.max(1, order.length)] ?? { changes: [], deployments: [] }
    for (const deployment of real.deployments)
      if (chance.happens(kept)) deployments.push({ ...deployment, liveAt: deployment.liveAt + monday })
    for (const { startedAt, mergedAt, liveAt, leadHours } of real.changes) {
      const live = liveAt + monday
      const slower = (factor - 1) * leadHours * HOUR
      changes.push({
        startedAt: startedAt + monday - slower,
        mergedAt: mergedAt + monday,
        liveAt: live,
        leadHours: leadHours * factor,
      })
    }
  }
  return { changes, deployments }
}

/** Fisher, Yates 1938. */
function shuffled<T>(items: readonly T[], chance: Chance): T[] {
  const order = [...items]
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(chance.uniform() * (last + 1))
    const held = order[last] as T
    order[last] = order[other] as T
    order[other] = held
  }
  return order
}
