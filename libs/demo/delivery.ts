import { DAY, HOUR, type Instant, MINUTE } from '#domain/instant'
import type { Profile } from './catalogue.ts'
import { Incidents } from './incidents.ts'
import { imageBot, somebody } from './people.ts'
import { type Random, randomOf } from './random.ts'
import { type Built, Reporter, type Run } from './reporter.ts'
import { everydayTrouble, type Trouble } from './trouble.ts'
import type { Merge, TrunkWork } from './trunk-work.ts'
import type { World } from './world.ts'
import { wholeSecond, workingAfter } from './work-time.ts'

/** The day from which approvals of `checkout` take most of a day: the story of the regressing stage. */
export const regressionDays = 77
const calmDays = 4

/** One service on its way from the merge to production, by way of the configuration repository. */
export class Delivery {
  readonly #world: World
  readonly #service: Profile
  readonly #trunk: TrunkWork
  readonly #random: Random
  readonly #incidents: Incidents
  readonly #reporter: Reporter
  #latest: Built | null = null
  #promoted: Built | null = null
  #live: Built | null = null
  #busy = false

  constructor(world: World, service: Profile, trunk: TrunkWork, mergeAgain: (merge: Merge) => void) {
    this.#world = world
    this.#service = service
    this.#trunk = trunk
    this.#random = randomOf(`delivery ${service.name}`)
    this.#reporter = new Reporter(world, service)
    this.#incidents = new Incidents(world, service, this.#random, {
      rollBack: (to, at, done) => this.#rollBack(to, at, done),
      change: (at, occasion) => world.plan(at, (now) => mergeAgain(this.#trunk.merge(now, occasion))),
    })
  }

  /** Builds what was merged, brings it to staging, and where the service does so, onwards. */
  merged(merge: Merge): void {
    const { name, repository, buildMinutes, promotes } = this.#service
    const world = this.#world
    const startedAt = merge.at + wholeSecond(this.#random.between(0.5, 2) * MINUTE)
    const finishedAt = startedAt + wholeSecond(this.#random.around(buildMinutes, 0.25) * MINUTE)
    const built: Built = { digest: world.digest(name, merge.sha), tag: merge.sha.slice(0, 12), merge }
    world.plan(finishedAt, (at) => {
      const image = `registry.acme.example/${name}`
      world.say({
        type: 'build',
        repository,
        name: `image of ${name}`,
        sha: merge.sha,
        phase: 'post_merge',
        startedAt,
        finishedAt: at,
        outcome: 'succeeded',
      })
      world.say({
        type: 'artifact',
        image,
        tag: built.tag,
        digest: built.digest,
        repository,
        sha: merge.sha,
        publishedAt: at,
      })
      this.#latest = built
      world.plan(at + 2 * MINUTE, (now) => this.#stage(built, now))
      if (merge.urgent === true || merge.repairs !== undefined)
        world.plan(at + 6 * MINUTE, (now) => this.promote(now, built))
      else if (promotes === 'EACH')
        world.plan(at + this.#random.around(30) * MINUTE, (now) => this.promote(workingAfter(now)))
    })
  }

  #stage(built: Built, at: Instant): void {
    const { name } = this.#service
    const message = `Run ${built.tag} of ${name} in staging`
    const configSha = this.#world.config.commit({
      at,
      author: imageBot,
      message,
      service: name,
      environment: 'staging',
      transport: true,
    })
    const finishedAt = at + wholeSecond(this.#random.between(2, 5) * MINUTE)
    this.#world.plan(finishedAt, () =>
      this.#reporter.report('staging', { built, configSha, startedAt: at + MINUTE, finishedAt }, 'succeeded'),
    )
  }

  /** Proposes the newest image, or the given one, for production. */
  promote(at: Instant, urgent?: Built): void {
    const candidate = urgent ?? this.#latest
    if (candidate === null || candidate === this.#promoted) return
    if (this.#busy) {
      if (urgent !== undefined) this.#world.plan(at + 15 * MINUTE, (now) => this.promote(now, urgent))
      else if (this.#service.promotes === 'EACH') this.#world.plan(at + HOUR, (now) => this.promote(workingAfter(now)))
      return
    }
    this.#busy = true
    this.#promoted = candidate
    const hurried = urgent !== undefined
    const approval = hurried
      ? this.#random.between(6, 12) * MINUTE
      : this.#random.around(this.#approveHours(at), 0.5) * HOUR
    const request = { number: this.#world.config.nextRequest(), openedAt: at }
    const mergedAt = hurried ? at + approval : workingAfter(at + approval)
    this.#world.plan(mergedAt, (now) => this.#roll(candidate, now, request))
  }

  #approveHours(at: Instant): number {
    const regressed = this.#service.name === 'checkout' && at >= this.#world.to - regressionDays * DAY
    return regressed ? 16 : this.#service.approveHours
  }

  #roll(built: Built, at: Instant, request: { readonly number: number; readonly openedAt: Instant }): void {
    const { name } = this.#service
    const author = somebody(this.#random)
    const message = `Run ${built.tag} of ${name} in production`
    const configSha = this.#world.config.commit({
      at,
      author,
      message,
      service: name,
      environment: 'production',
      transport: true,
      request,
    })
    const startedAt = at + wholeSecond(this.#random.between(0.5, 3.5) * MINUTE)
    const finishedAt = startedAt + wholeSecond(this.#random.between(0.5, 2) * MINUTE)
    const { repairs } = built.merge
    const run: Run = {
      built,
      configSha,
      startedAt,
      finishedAt,
      ...(repairs === undefined ? {} : { labels: ['hotfix'], remediates: [repairs] }),
    }
    this.#arrive(run, this.#trouble(built, at))
  }

  #trouble(built: Built, at: Instant): Trouble | null {
    const unlucky = this.#random.chance(this.#service.failing)
    const everyday = everydayTrouble(this.#random)
    if (built.merge.trouble !== undefined) return built.merge.trouble
    const calm = this.#live === null || built.merge.repairs !== undefined || at > this.#world.to - calmDays * DAY
    return unlucky && !calm ? everyday : null
  }

  #arrive(run: Run, trouble: Trouble | null): void {
    const world = this.#world
    const rollout = wholeSecond(this.#random.around(this.#service.rolloutMinutes, 0.3) * MINUTE)
    if (trouble === 'ABORTED') {
      world.plan(run.finishedAt + rollout, (at) => {
        this.#reporter.report('production', { ...run, finishedAt: at }, 'aborted')
        this.#busy = false
        this.#incidents.fixLater(at)
      })
      return
    }
    if (trouble === 'FAILED_RUN') {
      world.plan(run.finishedAt + rollout, (at) => {
        this.#reporter.report('production', { ...run, finishedAt: at }, 'failed')
        const again = { ...run, startedAt: at + 10 * MINUTE, finishedAt: at + 12 * MINUTE }
        this.#arrive(again, null)
      })
      return
    }
    const places = Math.max(1, this.#service.placements.length)
    world.plan(run.finishedAt + rollout + (places - 1) * 8 * MINUTE, (at) => this.#settle(run, at, trouble))
  }

  #settle(run: Run, at: Instant, trouble: Trouble | null): void {
    const id = this.#reporter.report('production', run, 'succeeded', at)
    const before = this.#live
    this.#live = run.built
    this.#busy = false
    if (run.built.merge.repairs !== undefined) this.#incidents.repaired(run.built.merge.repairs, at)
    if (trouble === null) return
    this.#busy = this.#incidents.begin(trouble, { id, at, built: run.built, before })
  }

  /** The old image comes back by a commit that undoes the last one. */
  #rollBack(to: Built, at: Instant, done: (at: Instant) => void): void {
    this.#world.plan(at, (now) => {
      const { name } = this.#service
      const message = `Go back to ${to.tag} of ${name} in production`
      const author = somebody(this.#random)
      const configSha = this.#world.config.commit({
        at: now,
        author,
        message,
        service: name,
        environment: 'production',
        transport: true,
      })
      const run: Run = { built: to, configSha, startedAt: now + MINUTE, finishedAt: now + 2 * MINUTE }
      this.#world.plan(run.finishedAt + 4 * MINUTE + this.#service.placements.length * 8 * MINUTE, (liveAt) => {
        this.#reporter.report('production', run, 'succeeded', liveAt)
        this.#live = to
        this.#busy = false
        done(liveAt)
      })
    })
  }

  /** A person changes a setting: the same image, another configuration. */
  configure(at: Instant, message: string): void {
    const built = this.#live
    if (built === null || this.#busy) return
    const { name } = this.#service
    const author = somebody(this.#random)
    const request = { number: this.#world.config.nextRequest(), openedAt: at - 50 * MINUTE }
    const configSha = this.#world.config.commit({
      at,
      author,
      message,
      service: name,
      environment: 'production',
      transport: false,
      request,
    })
    const run: Run = { built, configSha, startedAt: at + MINUTE, finishedAt: at + 2 * MINUTE }
    this.#world.plan(at + 5 * MINUTE, (liveAt) => {
      this.#reporter.report('production', run, 'succeeded', liveAt)
    })
  }

  /** A trouble that nobody deployed. */
  external(at: Instant): void {
    this.#incidents.external(at)
  }
}
