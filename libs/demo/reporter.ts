import { type Instant, MINUTE } from '#domain/instant'
import { configRepository, type Profile } from './catalogue.ts'
import type { Merge } from './trunk-work.ts'
import type { World } from './world.ts'

/** An image, and the merge that it was built from. */
export interface Built {
  readonly digest: string
  readonly tag: string
  readonly merge: Merge
}

/** How the reconciler brought one image to one environment. */
export interface Run {
  readonly built: Built
  readonly configSha: string
  readonly startedAt: Instant
  readonly finishedAt: Instant
  readonly labels?: readonly string[]
  readonly remediates?: readonly string[]
}

/** Says of each run of one service how it went. */
export class Reporter {
  readonly #world: World
  readonly #service: Profile
  #runs = 0

  constructor(world: World, service: Profile) {
    this.#world = world
    this.#service = service
  }

  /** Says one run, once a placement, each eight minutes after the one before; gives the id of the last. */
  report(environment: string, run: Run, outcome: 'succeeded' | 'failed' | 'aborted', liveAt?: Instant): string {
    this.#runs += 1
    const { name, placements } = this.#service
    const places = environment === 'production' && placements.length > 0 ? placements : [null]
    const first = liveAt === undefined ? undefined : liveAt - (places.length - 1) * 8 * MINUTE
    let id = ''
    for (const [index, placement] of places.entries()) {
      id = [name, environment, this.#runs, placement].filter((part) => part !== null).join('-')
      this.#world.say({
        type: 'deployment',
        id,
        service: name,
        environment,
        digest: run.built.digest,
        image: `registry.acme.example/${name}`,
        tag: run.built.tag,
        startedAt: run.startedAt,
        finishedAt: run.finishedAt,
        outcome,
        configRepository,
        configSha: run.configSha,
        ...(placement === null ? {} : { placement }),
        ...(first === undefined ? {} : { liveAt: first + index * 8 * MINUTE }),
        ...(outcome === 'aborted' ? { abortReason: 'analysis_failed', trafficPercent: 10 } : {}),
        ...(run.labels === undefined ? {} : { labels: run.labels }),
        ...(run.remediates === undefined ? {} : { remediates: run.remediates }),
      })
    }
    return id
  }
}
