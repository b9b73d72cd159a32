import { DAY, HOUR, type Instant, type Milliseconds, MINUTE } from '#domain/instant'
import { Chance } from './chance.ts'
import type { WorldPlan } from './history.ts'
import { WorkCalendar, type WorkingDays } from './work-calendar.ts'

/** So long before the history the world begins: what is under way at its start is then as it always is. */
const warmUp = 84 * DAY
const workday = 8 * HOUR
/** Share of its time that other duties leave to a team, while they last. */
const attentionLeft = 0.4
const dutiesADay = 9 / 365
const dutyDays = 6
/** How many other duties a team has at once, on average. */
export const duties = dutiesADay * dutyDays

/** Of all working days, those that a team and a developer work. */
export const teamShare = (1 - 1 / 40) * (1 - 10 / 261)
export const developerShare = (1 - 0.09) * (1 - 0.02)

/** How one team works; the same for good. */
export interface Team {
  readonly utcOffset: Milliseconds
  readonly days: WorkingDays
  readonly calendar: WorkCalendar
  /** 1: all their time; by day. */
  readonly attention: readonly number[]
  /** Days on which only repairs are deployed. */
  readonly isFrozen: readonly boolean[]
  readonly hasTrains: boolean
  readonly changesPerTrain: number
  /** Of a usual change, in working time. */
  readonly coding: Milliseconds
  /** Until somebody looks at a request, in working time. */
  readonly notice: Milliseconds
  /** That a review asks for more. */
  readonly asksAgain: number
  readonly check: Milliseconds
  /** That a check fails for nothing. */
  readonly flakes: number
  readonly rollout: Milliseconds
  readonly failureRate: number
  readonly restore: Milliseconds
  /** That a failure is repaired by a new version and not by going back. */
  readonly fixesForward: number
}

export function teamOf(plan: WorldPlan): Team {
  const chance = new Chance(plan.seed, 1)
  const utcOffset = HOUR * chance.oneOf([-8, -5, -3, 0, 1, 1, 2, 5.5, 8, 10])
  const firstDay = Math.floor((plan.from - warmUp + utcOffset) / DAY)
  const lastDay = Math.ceil((horizonOf(plan) + utcOffset) / DAY)
  const days: WorkingDays = {
    midnight: firstDay * DAY - utcOffset,
    isWorked: worked(new Chance(plan.seed, 2), plan, firstDay, lastDay, utcOffset),
    opens: chance.between(7.5, 10) * HOUR,
    length: workday,
  }
  const pace = chance.lognormal(1, 0.35)
  return {
    utcOffset,
    days,
    calendar: new WorkCalendar(days),
    attention: attention(new Chance(plan.seed, 3), lastDay - firstDay),
    isFrozen: freezes(new Chance(plan.seed, 4), lastDay - firstDay),
    hasTrains: chance.happens(0.5),
    changesPerTrain: chance.between(1.5, 4),
    coding: pace * 2.2 * HOUR,
    notice: pace * chance.between(1, 4) * HOUR,
    asksAgain: chance.between(0.15, 0.5),
    check: chance.lognormal(14, 0.5) * MINUTE,
    flakes: chance.between(0.02, 0.15),
    rollout: Math.min(chance.lognormal(15, 0.4) * MINUTE, (6 * HOUR) / plan.deploysAWeek),
    failureRate: plan.failureRate ?? Math.min(0.3, chance.lognormal(0.1, 0.5)),
    restore: chance.lognormal(40, 0.5) * MINUTE,
    fixesForward: chance.between(0.2, 0.6),
  }
}

export function endOf({ from, weeks }: WorldPlan): Instant {
  return from + weeks * 7 * DAY
}

/** So far the world is made up: where things get faster, what would have been merged after the end is merged before it. */
export function horizonOf(plan: WorldPlan): Instant {
  return endOf(plan) + 28 * DAY
}

/** Of days since 1970: no weekends, some holidays at any time of the year, now and then a week off for all. */
function worked(chance: Chance, { effects }: WorldPlan, first: number, last: number, utcOffset: number): boolean[] {
  const holiday = effects?.holiday === true ? Math.ceil((effects.from + utcOffset) / DAY) : null
  const days: boolean[] = []
  let isWeekOff = false
  for (let day = first; day < last; day += 1) {
    const weekday = (day + 4) % 7
    if (weekday === 1) isWeekOff = chance.happens(1 / 40)
    const isHoliday = chance.happens(10 / 261) || (holiday !== null && day >= holiday && day < holiday + 14)
    days.push(weekday !== 0 && weekday !== 6 && !isWeekOff && !isHoliday)
  }
  return days
}

/** Other duties come at any time, several at once too, and each takes its share of the team away for some days. */
function attention(chance: Chance, days: number): number[] {
  const left = Array.from<number>({ length: days }).fill(1)
  for (let day = -60; day < days; day += 1) {
    const isNew = chance.happens(dutiesADay)
    const until = day + Math.round(chance.exponential(dutyDays))
    if (!isNew) continue
    for (let busy = Math.max(0, day); busy < Math.min(days, until); busy += 1)
      left[busy] = (left[busy] ?? 1) * attentionLeft
  }
  return left
}

function freezes(chance: Chance, days: number): boolean[] {
  const frozen = Array.from<boolean>({ length: days }).fill(false)
  for (let day = 0; day < days; day += 1) {
    const begins = chance.happens(3 / 365)
    const length = Math.floor(chance.between(1, 4))
    if (begins) frozen.fill(true, day, Math.min(days, day + length))
  }
  return frozen
}

export function attentionAt({ attention: left, calendar }: Team, at: Instant): number {
  return left[calendar.dayOf(at)] ?? 1
}

/** The days of one developer, who has hours, weeks off and days of illness of his or her own. */
export function developerCalendar({ days }: Team, chance: Chance): WorkCalendar {
  const opens = days.opens + chance.between(-1, 1) * HOUR
  let isOff = false
  const isWorked = days.isWorked.map((worksTeam, day) => {
    if (day % 7 === 0) isOff = chance.happens(0.09)
    return !chance.happens(0.02) && worksTeam && !isOff
  })
  return new WorkCalendar({ ...days, opens, isWorked })
}

/** How much of its usual rate a team keeps while so many other duties last. */
export function attentionUnder(dutiesAtOnce: number): number {
  return attentionLeft ** dutiesAtOnce
}
