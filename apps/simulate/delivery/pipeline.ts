import type { Instant } from '#domain/instant'
import type { Chance } from './chance.ts'
import type { Merge } from './changes.ts'
import type { SimulatedChange, SimulatedDeployment } from './history.ts'
import { BadDays, recoveryOf } from './recovery.ts'
import type { Team } from './team.ts'
import type { Timetable } from './timetable.ts'

export interface Pipeline {
  readonly team: Team
  readonly timetable: Timetable
  /** Of the usual share of failures. */
  readonly failureFactor: (at: Instant) => number
  /** From when on nothing goes live any more. */
  readonly until: Instant
  readonly chance: Chance
}

export interface Delivered {
  /** One of each merge, in their order. */
  readonly changes: readonly SimulatedChange[]
  readonly repairs: readonly SimulatedChange[]
  readonly deployments: readonly SimulatedDeployment[]
}

/** Brings merges to production, each departure all that is there; one at a time, and none while a failure lasts. */
export function delivered(merges: readonly Merge[], pipeline: Pipeline): Delivered {
  const { team, timetable, failureFactor, until, chance } = pipeline
  const changes: SimulatedChange[] = []
  const hotfixes: SimulatedChange[] = []
  const deployments: SimulatedDeployment[] = []
  const badDays = new BadDays(team, chance)
  const fails = (at: Instant): boolean => badDays.fails(at, failureFactor(at))
  let free = Number.NEGATIVE_INFINITY
  let isReland = false
  let waiting = 0
  while (waiting < merges.length) {
    const departure = timetable.next(Math.max(merges[waiting]?.mergedAt ?? 0, free))
    const liveAt = Math.round(departure + chance.lognormal(team.rollout, 0.25))
    if (!(liveAt < until)) break
    for (let merge = merges[waiting]; merge !== undefined && merge.mergedAt <= departure; merge = merges[waiting]) {
      changes.push({ startedAt: merge.startedAt, mergedAt: merge.mergedAt, liveAt })
      waiting += 1
    }
    const reworked = isReland
    isReland = false
    free = liveAt
    if (!fails(liveAt)) {
      deployments.push({ liveAt, failed: false, reworked, restoredAt: null })
      continue
    }
    const { restoredAt, repairs } = recoveryOf(team, liveAt, fails, chance)
    deployments.push({ liveAt, failed: true, reworked, restoredAt }, ...repairs.map(({ deployment }) => deployment))
    hotfixes.push(...repairs.map(({ change }) => change))
    isReland = repairs.length === 0 && chance.happens(0.6)
    free = restoredAt
  }
  for (const { startedAt, mergedAt } of merges.slice(waiting)) changes.push({ startedAt, mergedAt, liveAt: null })
  return { changes, repairs: hotfixes, deployments }
}
