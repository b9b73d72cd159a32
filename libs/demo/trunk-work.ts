import type { Person } from '#domain/delivery-event'
import { DAY, HOUR, type Instant, MINUTE } from '#domain/instant'
import type { Profile, Trunk } from './catalogue.ts'
import { dependencyBot, somebody, subject } from './people.ts'
import { type Random, randomOf } from './random.ts'
import type { Trouble } from './trouble.ts'
import type { World } from './world.ts'
import { wholeSecond, workingBefore } from './work-time.ts'

/** What is special about a change; most have nothing special. */
export interface Occasion {
  /** The service it is for; any of the repository where left out. */
  readonly service?: string
  /** It repairs this incident, at once. */
  readonly repairs?: string
  /** It takes back this commit. */
  readonly reverts?: string
  /** What its deployment to production leads to. */
  readonly trouble?: Trouble
  /** It goes to production as soon as it is built. */
  readonly urgent?: boolean
}

/** A request that was merged into the trunk. */
export interface Merge extends Occasion {
  readonly at: Instant
  readonly sha: string
  readonly number: number
  readonly touched: readonly Profile[]
}

interface Draft {
  readonly number: number
  readonly author: Person
  readonly title: string
  readonly startedAt: Instant
  readonly openedAt: Instant
  readonly mergedAt: Instant
  readonly paths: readonly string[]
}

const previewDays = 45

/** People at one repository: they write, review and merge. */
export class TrunkWork {
  readonly #world: World
  readonly #trunk: Trunk
  readonly #random: Random
  #head: string
  #number = 0

  constructor(world: World, trunk: Trunk) {
    this.#world = world
    this.#trunk = trunk
    this.#random = randomOf(`trunk ${trunk.repository}`)
    this.#head = world.sha(trunk.repository, 'root', world.to)
    const authoredAt = world.from - 30 * DAY
    const author = somebody(this.#random)
    const { repository } = trunk
    world.say({
      type: 'commit',
      repository,
      sha: this.#head,
      parents: [],
      authoredAt,
      committedAt: authoredAt,
      author,
      message: 'Begin',
    })
  }

  /** A request that is merged now, with everything that was said about it before. */
  merge(at: Instant, occasion: Occasion = {}): Merge {
    const draft = this.#draft(at, occasion)
    const commits = this.#write(draft, occasion)
    const sha = this.#join(draft, commits)
    this.#request(draft, commits, sha, occasion)
    this.#checks(draft, commits.at(-1) ?? sha)
    this.#preview(draft, commits.at(-1) ?? sha)
    const touched = this.#trunk.services.filter(
      ({ paths }) =>
        paths.length === 0 || paths.some((glob) => draft.paths.some((path) => path.startsWith(glob.replace('**', '')))),
    )
    return { ...occasion, at, sha, number: draft.number, touched }
  }

  #draft(mergedAt: Instant, { service, repairs, reverts, urgent }: Occasion): Draft {
    this.#number += 1
    const number = this.#number
    const random = this.#random
    const paths = [this.#path(service)]
    if (repairs !== undefined) {
      const openedAt = mergedAt - wholeSecond(random.between(8, 15) * MINUTE)
      const startedAt = openedAt - wholeSecond(random.between(10, 20) * MINUTE)
      return { number, author: somebody(random), title: `Repair ${repairs}`, startedAt, openedAt, mergedAt, paths }
    }
    if (reverts !== undefined) {
      const openedAt = mergedAt - wholeSecond(random.between(10, 30) * MINUTE)
      return {
        number,
        author: somebody(random),
        title: `Revert ${reverts.slice(0, 8)}`,
        startedAt: openedAt - MINUTE,
        openedAt,
        mergedAt,
        paths,
      }
    }
    const byBot = urgent !== true && random.chance(0.1)
    const { codingHours, reviewHours } = this.#trunk
    const openedAt = wholeSecond(workingBefore(mergedAt - random.around(reviewHours) * HOUR))
    const coding = byBot ? 2 * MINUTE : Math.min(random.around(codingHours, 0.9), 20 * 24) * HOUR
    return {
      number,
      author: byBot ? dependencyBot : somebody(random),
      title: byBot ? 'Renew dependencies' : subject(random),
      startedAt: wholeSecond(workingBefore(openedAt - coding)),
      openedAt,
      mergedAt,
      paths,
    }
  }

  #path(service: string | undefined): string {
    const { services, common } = this.#trunk
    if (services.length === 1) return 'src/main.ts'
    if (service !== undefined) return `${service}/main.ts`
    return `${this.#random.pick([...services.map(({ name }) => name), ...services.map(({ name }) => name), ...common])}/main.ts`
  }

  /** The commits of the branch; a rebase puts them on the trunk as they are. */
  #write(draft: Draft, { reverts }: Occasion): string[] {
    const { repository, strategy } = this.#trunk
    const count = draft.author === dependencyBot || reverts !== undefined ? 1 : this.#random.pick([1, 1, 1, 2, 2, 3])
    const shas: string[] = []
    for (let index = 0; index < count; index += 1) {
      const sha = this.#world.sha(repository, draft.number, index, this.#world.to)
      const authoredAt = draft.startedAt + wholeSecond(((draft.openedAt - draft.startedAt) * index) / count)
      this.#world.say({
        type: 'commit',
        repository,
        sha,
        parents: [shas.at(-1) ?? this.#head],
        authoredAt,
        committedAt: strategy === 'REBASE' ? draft.mergedAt : authoredAt,
        author: draft.author,
        message: draft.title,
        paths: draft.paths,
        ...(reverts === undefined ? {} : { reverts: [reverts] }),
      })
      shas.push(sha)
    }
    return shas
  }

  /** Brings the branch onto the trunk in the repository's way; gives the commit that stands on the trunk. */
  #join(draft: Draft, commits: readonly string[]): string {
    const { repository, strategy } = this.#trunk
    const last = commits.at(-1) ?? this.#head
    const before = this.#head
    if (strategy === 'REBASE') {
      this.#head = last
      return last
    }
    this.#head = this.#world.sha(repository, draft.number, 'merge', this.#world.to)
    this.#world.say({
      type: 'commit',
      repository,
      sha: this.#head,
      parents: strategy === 'MERGE' ? [before, last] : [before],
      authoredAt: draft.mergedAt,
      committedAt: draft.mergedAt,
      author: draft.author,
      message: `${draft.title} (#${draft.number})`,
      paths: draft.paths,
      pullRequest: draft.number,
    })
    return this.#head
  }

  #request(draft: Draft, commits: readonly string[], mergeSha: string, { repairs }: Occasion): void {
    const random = this.#random
    const review = draft.mergedAt - draft.openedAt
    const lines = Math.ceil(random.around(60, 1))
    this.#world.say({
      type: 'pull_request',
      repository: this.#trunk.repository,
      number: draft.number,
      title: draft.title,
      author: draft.author,
      openedAt: draft.openedAt,
      state: 'merged',
      firstReviewAt: draft.openedAt + wholeSecond(review * random.between(0.2, 0.6)),
      approvedAt: draft.openedAt + wholeSecond(review * random.between(0.7, 0.95)),
      mergedAt: draft.mergedAt,
      mergeSha,
      commits,
      labels: repairs === undefined ? [] : ['hotfix'],
      headBranch: `${repairs === undefined ? 'change' : 'hotfix'}/${draft.number}`,
      baseBranch: 'main',
      additions: Math.ceil(lines * 0.7),
      deletions: Math.floor(lines * 0.3),
      changedFiles: 1 + random.count(1.5),
    })
  }

  /** Checks before the merge; now and then one has to be run again. */
  #checks(draft: Draft, sha: string): void {
    const random = this.#random
    const { repository } = this.#trunk
    let startedAt = draft.openedAt + 30_000
    const attempts = random.chance(0.07) ? 2 : 1
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const finishedAt = Math.min(startedAt + wholeSecond(random.around(6, 0.3) * MINUTE), draft.mergedAt)
      const outcome = attempt === attempts ? 'succeeded' : 'failed'
      this.#world.say({
        type: 'build',
        repository,
        sha,
        name: 'checks',
        attempt,
        phase: 'pre_merge',
        startedAt,
        finishedAt,
        outcome,
      })
      startedAt = finishedAt
    }
  }

  /** The shop shows every recent request in an environment of its own. */
  #preview(draft: Draft, sha: string): void {
    const [service] = this.#trunk.services
    if (service?.name !== 'shop-web' || draft.mergedAt < this.#world.to - previewDays * DAY) return
    const startedAt = Math.min(draft.openedAt + 8 * MINUTE, draft.mergedAt)
    this.#world.say({
      type: 'deployment',
      id: `shop-web-pr-${draft.number}`,
      service: service.name,
      environment: `pr-${draft.number}`,
      sha,
      startedAt,
      finishedAt: startedAt + 3 * MINUTE,
      outcome: 'succeeded',
    })
  }
}
