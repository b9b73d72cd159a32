import { DAY, HOUR, type Instant } from '#domain/instant'
import { buckets, type Period } from '#domain/window'
import { apartOf, type Frozen } from '#alerts/detectors/working-time'
import type { Watched } from '#alerts/watched'
import { type Cell, weeksBefore } from './cell.ts'
import type { Deliveries } from './delivery/history.ts'
import { firstWorld } from './first-generator.ts'
import { simulateService } from './second-generator.ts'
import { type RealWeeks, shuffledService } from './shuffled-history.ts'
import type { SimulatedChange, SimulatedDeployment } from './simulated.ts'

/** A service as detectors see it. */
export interface MadeService {
  readonly watched: Watched
  readonly weeks: readonly Period[]
  /** When what is counted begins, and what becomes different. */
  readonly begin: Instant
  readonly to: Instant
  readonly timeZone: string
  /** Freezes, which are stated, and days on which nobody of the team works, which are not. */
  readonly frozen: readonly Frozen[]
  readonly daysOff: readonly Frozen[]
  /** Of the logarithms of lead times, where the generator knows it. */
  readonly level: number | null
  /** What was split off. */
  readonly offshoot: Watched | null
  /** What is watched when events arrive in another order. */
  readonly inOtherOrder: () => Watched
}

/** A Monday. */
const from = Date.UTC(2024, 0, 1)

/** @param changes and deployments in any order */
export function watchedOf(changes: readonly SimulatedChange[], deployments: readonly SimulatedDeployment[]): Watched {
  const lived = deployments.toSorted((a, b) => a.liveAt - b.liveAt)
  return {
    leadTimes: changes
      .flatMap(({ liveAt, leadHours }) => (liveAt === null ? [] : [{ at: liveAt, value: Math.log(leadHours) }]))
      .toSorted((a, b) => a.at - b.at || a.value - b.value),
    lives: lived.map(({ liveAt }) => liveAt),
    failures: lived.map(({ liveAt, failed }) => ({ at: liveAt, hit: failed })),
    reworks: lived.map(({ liveAt, reworked }) => ({ at: liveAt, hit: reworked })),
    merged: changes.toSorted((a, b) => a.mergedAt - b.mergedAt || (a.liveAt ?? from) - (b.liveAt ?? from)),
    impacts: lived
      .filter(({ failed }) => failed)
      .map(({ liveAt, restoredAt }) => ({ key: String(liveAt), startedAt: liveAt, restoredAt })),
  }
}

function timed(changes: Deliveries['changes']): SimulatedChange[] {
  return changes.map((change) => ({
    ...change,
    leadHours: ((change.liveAt ?? change.mergedAt) - change.startedAt) / HOUR,
  }))
}

/** What is the same of all generators. */
function seenOf(
  changes: readonly SimulatedChange[],
  deployments: readonly SimulatedDeployment[],
): Pick<MadeService, 'watched' | 'inOtherOrder'> {
  const inOtherOrder = (): Watched => watchedOf(interleaved(changes), interleaved(deployments))
  return { watched: watchedOf(changes, deployments), inOtherOrder }
}

/** Each third one first, from the end. */
function interleaved<T>(items: readonly T[]): T[] {
  const backwards = items.toReversed()
  return [0, 1, 2].flatMap((part) => backwards.filter((_, index) => index % 3 === part))
}

function zoneOf(utcOffset: number): string {
  const hours = utcOffset / HOUR
  if (!Number.isInteger(hours)) return 'Asia/Kolkata'
  // The signs of these zones are the other way round.
  return `Etc/GMT${hours < 0 ? '+' : '-'}${Math.abs(hours)}`
}

function whole(to: Instant, timeZone: string): readonly Period[] {
  return buckets({ from, to, timeZone }, 'WEEK').filter((week) => week.to - week.from === week.length)
}

function byFormulas({ perWeek, weeks, failureShare, scenario }: Cell, seed: number): MadeService {
  const { badWeekFactor, isHoliday = false, untilWeek, ...factors } = scenario
  const effects = {
    ...factors,
    fromWeek: weeksBefore,
    ...(untilWeek === undefined ? {} : { untilWeek: weeksBefore + untilWeek }),
    ...(badWeekFactor === undefined ? {} : { badWeek: weeksBefore, badWeekFactor }),
    ...(isHoliday ? { holiday: weeksBefore } : {}),
  }
  const made = firstWorld({ seed, perWeek, weeks: weeksBefore + weeks, failureShare, effects })
  return {
    ...seenOf(made.changes, made.deployments),
    weeks: whole(made.to, 'UTC'),
    begin: from + weeksBefore * 7 * DAY,
    to: made.to,
    timeZone: 'UTC',
    frozen: [],
    daysOff: [],
    level: made.level,
    offshoot: null,
  }
}

function byPeople({ perWeek, weeks, failureShare, scenario }: Cell, seed: number): MadeService {
  const begin = from + weeksBefore * 7 * DAY
  const made = simulateService({
    seed,
    from,
    weeks: weeksBefore + weeks,
    deploysAWeek: perWeek,
    failureRate: failureShare,
    effects: {
      from: begin,
      leadTimeFactor: scenario.leadTime ?? 1,
      frequencyFactor: scenario.frequency ?? 1,
      volumeFactor: scenario.volume ?? 1,
      failureFactor: (scenario.failureShare ?? failureShare) / failureShare,
      driftPerWeek: scenario.driftAWeek ?? 0,
      badWeekFactor: scenario.badWeekFactor ?? 1,
      blocked: scenario.isBlocked ?? false,
      holiday: scenario.isHoliday ?? false,
      splitShare: scenario.splitShare ?? 0,
    },
  })
  const to = begin + weeks * 7 * DAY
  const timeZone = zoneOf(made.utcOffset)
  const offshoot = made.offshoot === null ? null : watchedOf(timed(made.offshoot.changes), made.offshoot.deployments)
  const seen = seenOf(timed(made.changes), made.deployments)
  const [frozen, daysOff] = [apartOf(made.freezes), apartOf(made.daysOff)]
  return { ...seen, weeks: whole(to, timeZone), begin, to, timeZone, frozen, daysOff, level: null, offshoot }
}

/** The service of a number; the same always. @param seed of all services */
export function madeService(cell: Cell, seed: number, index: number, history: RealWeeks | null): MadeService {
  const own = (Math.imul(seed, 0x9e3779b1) + index + 1_000_003 * Math.round(cell.perWeek)) | 0
  if (cell.generator === 'FIRST') return byFormulas(cell, own)
  if (cell.generator === 'SECOND') return byPeople(cell, own)
  if (history === null) throw new Error('No history to shuffle: give the folder with --history PATH.')
  const made = shuffledService(history, cell, own)
  const to = from + (weeksBefore + cell.weeks) * 7 * DAY
  return {
    ...seenOf(made.changes, made.deployments),
    weeks: whole(to, 'UTC'),
    begin: from + weeksBefore * 7 * DAY,
    to,
    timeZone: 'UTC',
    frozen: [],
    daysOff: [],
    level: null,
    offshoot: null,
  }
}
