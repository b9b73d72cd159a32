import { DAY, type Instant } from '#domain/instant'
import { seenLiveRules } from '#domain/statement-attributes'
import type { Deployment, Report, Sighting } from '#domain/stream-history'
import { isSync, mayBeThere } from './configuration.ts'
import type { Run } from './runs.ts'
import { liveRuleOf } from './stated-rules.ts'

/** A bump that is applied later than this is not told by that sync any more: both stand alone (ADR 13). */
export const longestWait = 30 * DAY

/** What a report says that a reconciler saw live; undefined where it says nothing of the kind. */
export function sightingOf({ state: { event }, outcome }: Run): Sighting | undefined {
  const { configRepository, placement = '' } = event
  if (outcome !== 'SUCCEEDED' || configRepository === undefined || !isSync(event)) return undefined
  const isSeen = seenLiveRules.some((rule) => rule === liveRuleOf(event))
  return isSeen ? { configRepository, placement } : undefined
}

/** Since when reconcilers tell what they apply in a stream, by repository and placement. */
export class Reconcilers {
  readonly #since = new Map<string, Map<string, Instant>>()

  constructor(before: readonly Deployment[], runs: readonly Run[]) {
    const reports: readonly Pick<Report, 'at' | 'sighting'>[] = before.flatMap((deployment) => deployment.reports)
    for (const { at, sighting } of reports) this.#add(at, sighting)
    for (const run of runs) this.#add(run.at, sightingOf(run))
  }

  #add(at: Instant, sighting: Sighting | undefined): void {
    if (sighting === undefined) return
    const { configRepository, placement } = sighting
    const places = this.#since.get(configRepository) ?? new Map<string, Instant>()
    this.#since.set(configRepository, places.set(placement, Math.min(at, places.get(placement) ?? at)))
  }

  /** Whether what a bump asks for would be told by a sync: one of its repository was told there before. */
  wouldTell(bump: Run): boolean {
    const places = this.#since.get(bump.state.event.configRepository ?? '') ?? new Map<string, Instant>()
    return [...places].some(([placement, since]) => since <= bump.at && mayBeThere(placement, bump.placement))
  }
}
