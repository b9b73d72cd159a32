import { HOUR, type Instant, type Milliseconds, MINUTE } from '#domain/instant'
import type { Chance } from './chance.ts'
import type { SimulatedChange, SimulatedDeployment } from './history.ts'
import type { Team } from './team.ts'

/** How alike the deployments of one day are: the failure share of a day is Beta with this weight. */
const likeness = 6
/** Until somebody sees a failure. */
const unseen = 25 * MINUTE

/** Failures come in bad days: on each the share is another one, of the same mean. */
export class BadDays {
  private readonly team: Team
  private readonly chance: Chance
  private day = Number.NaN
  private mean = Number.NaN
  private share = 0

  constructor(team: Team, chance: Chance) {
    this.team = team
    this.chance = chance
  }

  /** @param factor of the usual share of failures */
  fails(at: Instant, factor: number): boolean {
    const day = this.team.calendar.dayOf(at)
    const mean = Math.min(0.95, this.team.failureRate * factor)
    if (day !== this.day || mean !== this.mean) {
      this.day = day
      this.mean = mean
      this.share = mean <= 0 ? 0 : this.chance.beta(likeness * mean, likeness * (1 - mean))
    }
    return this.chance.happens(this.share)
  }
}

/** How long a failure lasts on average, when somebody is there. */
export function restored({ restore }: Team): Milliseconds {
  return unseen + Math.exp(0.5) * restore
}

export interface Repair {
  readonly change: SimulatedChange
  readonly deployment: SimulatedDeployment
}

export interface Recovery {
  readonly restoredAt: Instant
  /** Versions that were made to repair it; the last one does. */
  readonly repairs: readonly Repair[]
}

const mostAttempts = 3

/**
 * What follows a failure that went live at a moment: back to the version before, or forward to a new one.
 *
 * @param fails whether what goes live then fails too
 */
export function recoveryOf(
  team: Team,
  failedAt: Instant,
  fails: (liveAt: Instant) => boolean,
  chance: Chance,
): Recovery {
  const seenAt = failedAt + chance.exponential(unseen) * (team.calendar.isOpen(failedAt) ? 1 : 3)
  // What hurts little waits for the morning.
  const begunAt = chance.happens(0.5) ? team.calendar.next(seenAt) : seenAt
  const slowness = team.calendar.isOpen(begunAt) ? 1 : 2
  const attempt = (): number => Math.min(72 * HOUR, slowness * chance.lognormal(team.restore, 1))
  if (!chance.happens(team.fixesForward)) return { restoredAt: Math.round(begunAt + attempt()), repairs: [] }

  const repairs: Repair[] = []
  let startedAt = begunAt
  for (;;) {
    const lasts = attempt()
    const liveAt = Math.round(startedAt + lasts)
    const failed = repairs.length + 1 < mostAttempts && fails(liveAt)
    repairs.push({
      change: { startedAt: Math.round(startedAt), mergedAt: Math.round(startedAt + 0.6 * lasts), liveAt },
      deployment: { liveAt, failed, reworked: true, restoredAt: null },
    })
    if (!failed) return { restoredAt: liveAt, repairs: repairs.map((repair) => restoredBy(repair, liveAt)) }
    startedAt = liveAt + chance.exponential(10 * MINUTE)
  }
}

function restoredBy({ change, deployment }: Repair, restoredAt: Instant): Repair {
  return { change, deployment: deployment.failed ? { ...deployment, restoredAt } : deployment }
}
