import { randomGamma, randomGeometric, randomPoisson, randomUniform } from 'd3-random'
import { DAY, HOUR, type Instant, MINUTE } from '#domain/instant'
import { Chance } from './delivery/chance.ts'
import type { Effects, Simulated, SimulatedChange, SimulatedDeployment } from './simulated.ts'

/** A Monday. */
const begin = Date.UTC(2024, 0, 1)
const opens = 9
const closes = 17
/** Of deployments, those that were not planned. */
const reworkShare = 0.08

/** One service of the generator of the note (docs/alerting.md): everything is drawn from formulas. */
export interface FirstWorld {
  readonly seed: number
  readonly weeks: number
  /** Deployments a week, on average. */
  readonly perWeek: number
  /** Share of deployments that fail. */
  readonly failureShare?: number
  readonly effects?: Effects
}

/** All that is drawn for a service. */
interface Draws {
  readonly normal: () => number
  readonly mixing: () => number
  readonly changes: () => number
  readonly clock: () => number
  readonly chance: () => number
  readonly count: (mean: number) => number
}

function drawsOf(seed: number): Draws {
  const { uniform, normal } = new Chance(seed)
  const poisson = randomPoisson.source(uniform)
  return {
    normal,
    mixing: randomGamma.source(uniform)(1.5, 1 / 1.5),
    changes: randomGeometric.source(uniform)(0.5),
    clock: randomUniform.source(uniform)(opens, closes),
    chance: uniform,
    count: (mean) => poisson(mean)(),
  }
}

/** What holds on a day: the mean number of deployments, what is added to the logarithm of lead times, and what fails. */
interface Day {
  readonly rate: number
  readonly shift: number
  readonly failureShare: number
  readonly isBlocked: boolean
}

function dayOf({ perWeek, failureShare = 0.15, effects = {} }: FirstWorld, week: number): Day {
  const { fromWeek = Number.POSITIVE_INFINITY, untilWeek = Number.POSITIVE_INFINITY } = effects
  const isAfter = week >= fromWeek && week < untilWeek
  const isAway = effects.holiday !== undefined && week >= effects.holiday && week < effects.holiday + 2
  const factor = isAfter ? (effects.frequency ?? 1) * (effects.volume ?? 1) : 1
  const longer = (isAfter ? (effects.leadTime ?? 1) : 1) * (effects.badWeek === week ? (effects.badWeekFactor ?? 5) : 1)
  return {
    rate: isAway ? 0 : (perWeek / 5) * factor,
    shift: Math.log(longer) + week * Math.log(1 + (effects.driftAWeek ?? 0)),
    failureShare: isAfter ? (effects.failureShare ?? failureShare) : failureShare,
    isBlocked: isAfter && effects.isBlocked === true,
  }
}

/** Deployments, their changes and failures over so many weeks; `from` is the first moment. */
export function firstWorld(world: FirstWorld): Simulated {
  const draws = drawsOf(world.seed)
  const aftermath = new Chance(world.seed, 1)
  const level = Math.log(24) + 0.8 * draws.normal()
  const changes: SimulatedChange[] = []
  const deployments: SimulatedDeployment[] = []
  let ofWeek = 0
  for (let week = 0; week < world.weeks; week += 1) {
    ofWeek = 0.3 * ofWeek + 0.35 * Math.sqrt(1 - 0.3 ** 2) * draws.normal()
    for (let weekday = 0; weekday < 5; weekday += 1) {
      const day = dayOf(world, week)
      const midnight = begin + (week * 7 + weekday) * DAY
      const count = draws.count(day.rate * draws.mixing())
      const times = Array.from({ length: count }, () => midnight + Math.floor(draws.clock() * HOUR))
      for (const liveAt of times.toSorted((a, b) => a - b)) {
        changes.push(...shippedAt(liveAt, level + ofWeek + day.shift + 0.6 * draws.normal(), day, draws))
        const failed = draws.chance() < day.failureShare
        const lasted = Math.exp(Math.log(40 * MINUTE) + aftermath.normal())
        const reworked = aftermath.happens(reworkShare)
        if (day.isBlocked) continue
        deployments.push({ liveAt, failed, reworked, restoredAt: failed ? Math.round(liveAt + lasted) : null })
      }
    }
  }
  return { from: begin, to: begin + world.weeks * 7 * DAY, level, changes, deployments }
}

/** Changes of one deployment; merged after a twentieth to a half of their lead time was left. */
function shippedAt(liveAt: Instant, logHours: number, { isBlocked }: Day, draws: Draws): SimulatedChange[] {
  return Array.from({ length: draws.changes() }, () => {
    const leadHours = Math.exp(logHours + draws.normal()) * (draws.chance() < 0.03 ? 20 : 1)
    const mergedAt = inWorkingHours(liveAt - leadHours * HOUR * (0.05 + 0.45 * draws.chance()))
    const startedAt = Math.round(Math.min(mergedAt, liveAt - leadHours * HOUR))
    return { startedAt, mergedAt, liveAt: isBlocked ? null : liveAt, leadHours }
  })
}

/** The moment itself where somebody works then, else the last one before at which somebody did. */
function inWorkingHours(at: Instant): Instant {
  const days = Math.floor((at - begin) / DAY)
  const weekday = ((days % 7) + 7) % 7
  const hour = (at - begin - days * DAY) / HOUR
  if (weekday > 4) return begin + (days - (weekday - 4)) * DAY + closes * HOUR
  if (hour >= opens) return Math.round(begin + days * DAY + Math.min(closes, hour) * HOUR)
  return begin + (days - (weekday === 0 ? 3 : 1)) * DAY + closes * HOUR
}
