import type { CutoverState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Run } from './runs.ts'

/**
 * When the placements of an environment took traffic, as its cutovers say. A placement that none speaks of always did; before
 * the first that does it was what that one ended.
 */
export class Traffic {
  readonly #ofPlacement = new Map<string, CutoverState[]>()

  constructor(cutovers: readonly CutoverState[]) {
    const ordered = cutovers.toSorted((a, b) => a.event.at - b.event.at || (a.entity < b.entity ? -1 : 1))
    for (const cutover of ordered) {
      const { placement } = cutover.event
      this.#ofPlacement.set(placement, [...(this.#ofPlacement.get(placement) ?? []), cutover])
    }
  }

  isDark(placement: string, at: Instant): boolean {
    const [first, ...others] = this.#ofPlacement.get(placement) ?? []
    if (first === undefined) return false
    if (at < first.event.at) return first.event.state === 'live'
    const latest = others.findLast(({ event }) => event.at <= at) ?? first
    return latest.event.state === 'dark'
  }

  /** Cutovers by which a placement took traffic that it did not take before, from an instant on; in order. */
  turnedOn(from: Instant): CutoverState[] {
    return [...this.#ofPlacement.values()]
      .flatMap((cutovers) =>
        cutovers.filter(({ event }, index) => {
          const before = cutovers[index - 1]
          return event.state === 'live' && event.at >= from && before?.event.state !== 'live'
        }),
      )
      .toSorted((a, b) => a.event.at - b.event.at || (a.entity < b.entity ? -1 : 1))
  }
}

/** A run where nobody was served: it completes no deployment. */
export function darkened(run: Run, traffic: Traffic): Run {
  if (run.outcome !== 'SUCCEEDED' || !traffic.isDark(run.placement, run.at)) return run
  return { ...run, outcome: 'CANCELLED', liveAt: null, isDark: true }
}
