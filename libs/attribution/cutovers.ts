import type { CutoverState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Deployment } from '#domain/stream-history'
import type { Run } from './runs.ts'
import type { SequenceInput } from './stream-input.ts'
import { sameVersion } from './version.ts'
import { type Wave, wavesOf } from './waves.ts'

/** What is at each placement, be it dark, while a stream is walked. */
export class Placed {
  readonly #at = new Map<string, { readonly at: Instant; readonly deployment: Deployment }[]>()

  add(deployment: Deployment): void {
    for (const { placement, at, outcome, isDark } of deployment.arrivals) {
      if (outcome !== 'SUCCEEDED' && isDark !== true) continue
      const there = this.#at.get(placement)
      if (there === undefined) this.#at.set(placement, [{ at, deployment }])
      else there.push({ at, deployment })
    }
  }

  /** The deployment that came there last before an instant; null where none did. */
  before(placement: string, instant: Instant): Deployment | null {
    const earlier = (this.#at.get(placement) ?? []).filter(({ at }) => at < instant)
    return earlier.toSorted((a, b) => b.at - a.at)[0]?.deployment ?? null
  }
}

/**
 * The deployment by which a version that is at a placement is served from there, at the cutover; where it is what is live
 * elsewhere, that is a bootstrap.
 */
export function servedAt(
  cutover: CutoverState,
  there: Deployment,
  live: Deployment['identity'] | null,
  { service, rules }: SequenceInput,
): Wave {
  const { environment, placement, at, source } = cutover.event
  const { sha, repository, images, configRepository, configSha, identity } = there
  const isLive = live !== null && sameVersion(identity, live)
  const run: Run = {
    state: {
      entity: cutover.entity,
      statements: cutover.statements,
      sources: cutover.sources,
      event: {
        type: 'deployment',
        source,
        service,
        environment,
        placement,
        liveAt: at,
        ...(sha === null ? {} : { sha }),
        ...(repository === null ? {} : { repository }),
        ...(images.length === 0 ? {} : { images }),
        ...(configRepository === null ? {} : { configRepository }),
        ...(configSha === null ? {} : { configSha }),
        ...(isLive ? { kind: 'BOOTSTRAP' as const } : {}),
      },
    },
    at,
    liveAt: at,
    outcome: 'SUCCEEDED',
    placement,
    identity,
    link: null,
  }
  const [wave] = wavesOf([{ at, outcome: 'SUCCEEDED', placement, identity, runs: [run] }], rules)
  return wave as Wave
}
