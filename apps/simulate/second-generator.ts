import { DAY, type Instant, type Milliseconds } from '#domain/instant'
import { Chance } from './delivery/chance.ts'
import { lotOf, type Merge, mergesOf } from './delivery/changes.ts'
import { amountsOf, changesLeadTimes, failureFactorAt, slowed } from './delivery/effects.ts'
import type { Deliveries, WorldPlan } from './delivery/history.ts'
import { type Delivered, delivered } from './delivery/pipeline.ts'
import { type Rates, ratesOf } from './delivery/rates.ts'
import { endOf, horizonOf, type Team, teamOf } from './delivery/team.ts'
import { timetableOf } from './delivery/timetable.ts'

interface Span {
  readonly from: Instant
  readonly to: Instant
}

/** What one service delivered. */
export interface SimulatedWorld extends Deliveries {
  /** Of its team, all year round: there is no summer time. */
  readonly utcOffset: Milliseconds
  /** When the team comes after midnight there; it goes eight hours later. */
  readonly opens: Milliseconds
  /** Days on which only repairs are deployed, and on which nobody of the team works. */
  readonly freezes: readonly Span[]
  readonly daysOff: readonly Span[]
  /** What the service delivers that was split off; null where none was. */
  readonly offshoot: Deliveries | null
}

/**
 * Makes up what a service delivers, by letting people work: developers code, review, merge and deploy in their hours and
 * break things. The same plan gives the same world; effects change nothing that happens before them.
 */
export function simulateService(plan: WorldPlan): SimulatedWorld {
  const { seed, deploysAWeek, effects } = plan
  const team = teamOf(plan)
  const rates = ratesOf(team, deploysAWeek)
  const merges = withCrews(plan, team, rates)
  const share = effects?.splitShare ?? 0
  const isOffshoot = (merge: Merge): boolean => lotOf(merge, 7_919) < share && merge.mergedAt >= (effects?.from ?? 0)
  const own = share === 0 ? merges : merges.filter((merge) => !isOffshoot(merge))
  return {
    utcOffset: team.utcOffset,
    opens: team.days.opens,
    freezes: spansOf(team, (day) => team.isFrozen[day] === true),
    daysOff: spansOf(team, (day) => team.days.isWorked[day] === false),
    ...lived(plan, team, rates, own, [seed, 40]),
    offshoot: share === 0 ? null : lived(plan, team, rates, merges.filter(isOffshoot), [seed, 50]),
  }
}

/** Days of a kind, each by itself. */
function spansOf({ days: { midnight, isWorked } }: Team, isOf: (day: number) => boolean): Span[] {
  return isWorked.flatMap((_, day) => {
    const from = midnight + day * DAY
    return isOf(day) ? [{ from, to: from + DAY }] : []
  })
}

/** Merges of the team, with the crews that join it or without those that leave. */
function withCrews(plan: WorldPlan, team: Team, rates: Rates): Merge[] {
  const { seed, effects } = plan
  const own = mergesOf(team, rates, horizonOf(plan), [seed, 20])
  if (effects === undefined) return own
  const { changes } = amountsOf(team, rates, effects)
  if (changes === 1) return own
  if (changes < 1) return own.filter(({ mergedAt, lot }) => mergedAt < effects.from || 1 - lot <= changes)
  const joined: Merge[] = []
  for (let crew = 1; crew < changes; crew += 1) {
    const share = Math.min(1, changes - crew)
    const all = mergesOf(team, rates, horizonOf(plan), [seed, 20 + crew])
    joined.push(...all.filter(({ startedAt, lot }) => startedAt >= effects.from && lot < share))
  }
  return [...own, ...joined].toSorted((a, b) => a.mergedAt - b.mergedAt)
}

/** @param path of the draws on the way to production */
function lived(
  plan: WorldPlan,
  team: Team,
  rates: Rates,
  merges: readonly Merge[],
  path: readonly number[],
): Deliveries {
  const { effects } = plan
  const amounts = amountsOf(team, rates, effects)
  const change = effects === undefined ? null : { from: effects.from, ...amounts }
  const run = (given: readonly Merge[], until: Instant): Delivered => {
    const timetable = timetableOf(team, rates, change, new Chance(...path, 1))
    const failureFactor = failureFactorAt(effects)
    return delivered(given, { team, timetable, failureFactor, until, chance: new Chance(...path, 2) })
  }
  const end = endOf(plan)
  const until = effects?.blocked === true ? Math.min(end, effects.from) : end
  if (effects === undefined || !changesLeadTimes(effects)) return within(plan, until, run(merges, until))
  const usual = run(merges, Number.POSITIVE_INFINITY).changes.map(({ liveAt }) => liveAt)
  return within(plan, until, run(slowed(merges, usual, team, effects), until))
}

/** What can be seen of it at the end of the plan, from its beginning on. */
function within(plan: WorldPlan, until: Instant, { changes, repairs, deployments }: Delivered): Deliveries {
  const end = endOf(plan)
  return {
    changes: [...changes, ...repairs]
      .filter(({ mergedAt, liveAt }) => mergedAt < end && (liveAt ?? end) >= plan.from)
      .map((change) => ((change.liveAt ?? end) < until ? change : { ...change, liveAt: null }))
      .toSorted((a, b) => a.mergedAt - b.mergedAt),
    deployments: deployments
      .filter(({ liveAt }) => liveAt >= plan.from && liveAt < until)
      .map((deployment) => ((deployment.restoredAt ?? 0) < until ? deployment : { ...deployment, restoredAt: null })),
  }
}
