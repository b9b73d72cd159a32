import type { Wire } from '../ingest.ts'
import { DAY, HOUR, iso, MINUTE, strategies, type Strategy, type Teller } from './teller.ts'

/** What the trunk held at some time. */
export interface Head {
  readonly sha: string
  readonly at: number
  /** Commits of the trunk that came with it. */
  readonly came: readonly string[]
}

interface Work {
  readonly sha: string
  readonly authoredAt: number
  readonly patch: Wire
}

const agents = [{ login: 'ana' }, { login: 'renovate[bot]', bot: true }, { login: 'kim', name: 'Kim' }]

/** A repository whose trunk grows by requests of every kind and by commits that no request holds. */
export class Code {
  readonly trunk: Head[] = []
  readonly #teller: Teller
  /** How its statements may name it. */
  readonly #names: readonly Wire[]

  constructor(teller: Teller, names: readonly Wire[]) {
    this.#teller = teller
    this.#names = names
    const root = teller.sha(`root ${JSON.stringify(names)}`)
    // Every name is used at least once, so that all orders know the same names in the end.
    for (const name of names) this.#commit(root, [], teller.at - 3 * DAY, { ...name })
    this.trunk.push({ sha: root, at: teller.at - 3 * DAY, came: [root] })
  }

  get head(): Head {
    return this.trunk.at(-1) as Head
  }

  /** A name of the repository, for statements that may name one. */
  get repository(): string | undefined {
    return this.#names[0]?.['repository'] as string | undefined
  }

  #commit(sha: string, parents: readonly string[], at: number, more: Wire = {}): void {
    const { chance, pick, maybe, strategy } = bound(this.#teller)
    const isUntold = chance(0.03) && parents.length > 0 && strategy === null
    const authored = pick([at, at - HOUR, at - 26 * HOUR, at - 120 * DAY, at + 3 * HOUR])
    const event = {
      type: 'commit',
      ...pick(this.#names),
      sha,
      parents,
      authoredAt: iso(more['authoredAt'] === undefined ? authored : (more['authoredAt'] as number)),
      author: pick(agents),
      ...maybe(0.2, { pushedAt: iso(at + 10 * MINUTE) }),
      ...maybe(0.8, { committedAt: iso(at) }),
    }
    const { authoredAt: _, ...rest } = more
    if (!isUntold) this.#teller.sayInParts(event, { ...rest, ...maybe(0.1, { attributes: { line: 1 } }) }, at)
  }

  /** A commit that no request holds: work, a revert, a cherry-pick of what another branch had. */
  direct(): void {
    const { at, chance, pick, maybe, sha, strategy } = bound(this.#teller)
    const name = sha(`commit ${this.#teller.next()}`)
    const undone = pick(this.trunk)
    const said = chance(0.5)
      ? { message: `Undo\n\nThis reverts commit ${undone.sha}.`, reverts: undone.came }
      : { reverts: undone.came }
    const picked = chance(0.3) && strategy === null ? { patchId: `patch ${undone.sha}` } : {}
    const more = { ...maybe(0.2, said), ...picked, paths: ['src/a.ts'] }
    this.#commit(name, [this.head.sha], at, more)
    this.trunk.push({ sha: name, at, came: [name] })
  }

  /** A request with one to three commits, merged in one of three ways, or not at all. */
  request(): void {
    const { at, chance, pick, maybe, whole, sha, strategy } = bound(this.#teller)
    const number = this.#teller.next()
    const head = this.head
    const drawn = pick(strategies)
    const how = strategy ?? drawn
    const works = Array.from(
      { length: 1 + whole(3) },
      (_, index): Work => ({
        sha: sha(`work ${number} ${index}`),
        authoredAt: at - pick([1, 5, 50, 120 * 24]) * HOUR + index * MINUTE + 7_000,
        patch: maybe(0.5, { patchId: `patch ${sha(`work ${number} ${index}`)}` }),
      }),
    )
    const isMerged = chance(0.9)
    const isKnown = chance(0.7) || strategy !== null
    let parent = head.sha
    for (const work of works) {
      this.#commit(work.sha, [parent], at - HOUR, { authoredAt: work.authoredAt, ...work.patch })
      parent = work.sha
    }
    const said = isKnown ? { pullRequest: number } : {}
    const came: string[] = []
    if (isMerged) this.#teller.apart(() => came.push(...this.#merge(how, number, works, said)))
    if (isMerged) this.trunk.push({ sha: came.at(-1) as string, at, came })
    this.#say(number, works, isMerged ? (came.at(-1) as string) : null)
  }

  /** Brings the commits of a request onto the trunk; gives those that it has now, the last of which is the merge. */
  #merge(how: Strategy, number: number, works: readonly Work[], said: Wire): string[] {
    const { at, chance, sha } = bound(this.#teller)
    const head = this.head.sha
    if (how === 'rebase') {
      const again = works.map((work) => sha(`again ${work.sha}`))
      for (const [index, { authoredAt, patch }] of works.entries())
        this.#commit(again[index] as string, [again[index - 1] ?? head], at, { authoredAt, ...patch, ...said })
      return again
    }
    const merge = sha(`merge ${number}`)
    const members = works.map((work) => work.sha)
    const parents = how === 'merge' ? [head, members.at(-1) as string] : [head]
    this.#commit(merge, parents, at, { authoredAt: at, ...(chance(0.3) ? said : {}) })
    return how === 'merge' ? [...members, merge] : [merge]
  }

  #say(number: number, works: readonly { readonly sha: string }[], mergeSha: string | null): void {
    const { at, chance, pick, maybe, strategy } = bound(this.#teller)
    const opened = {
      type: 'pull_request',
      ...pick(this.#names),
      number,
      openedAt: iso(at - pick([0, 30 * MINUTE, 30 * HOUR])),
      title: `Request ${number}`,
      headBranch: pick(['feature/x', 'feature/x', 'feature/x', 'hotfix/now']),
      ...maybe(0.1, { labels: ['hotfix'] }),
      ...maybe(0.2, { readyAt: iso(at - HOUR) }),
      ...maybe(0.2, { firstReviewAt: iso(at - HOUR) }),
      ...maybe(0.2, { approvedAt: iso(at + HOUR) }),
    }
    const commits = works.map((work) => work.sha)
    const size = maybe(0.6, { additions: number, deletions: 3, changedFiles: 2 })
    const isTold = chance(0.92) || strategy !== null
    const closed = mergeSha === null ? { state: 'closed', closedAt: iso(at) } : null
    const merged = { state: 'merged', mergedAt: iso(at), ...(mergeSha === null ? {} : { mergeSha }) }
    this.#teller.sayInParts({ ...opened, commits }, { ...size, ...(isTold ? (closed ?? merged) : {}) }, at)
    const push = { type: 'push', ...pick(this.#names), branch: 'feature/x', number, commits }
    const forced = { forced: true, before: this.#teller.sha(`lost ${number}`) }
    if (chance(0.3)) this.#teller.say({ ...push, at: iso(at - HOUR), after: commits.at(-1), ...maybe(0.3, forced) })
    const build = { type: 'build', ...pick(this.#names), sha: commits.at(-1), startedAt: iso(at - 50 * MINUTE) }
    const ended = { finishedAt: iso(at - 40 * MINUTE), outcome: pick(['succeeded', 'failed', 'cancelled']) }
    const check = { ...build, name: 'test', attempt: 1 + this.#teller.whole(2), phase: 'pre_merge' }
    if (chance(0.3)) this.#teller.sayInParts(check, ended, at)
  }

  /** Where the trunk is now. */
  push(): void {
    const { at, pick } = bound(this.#teller)
    const attributes = { 'leadline.branchRole': 'DEFAULT' }
    this.#teller.say({
      type: 'push',
      ...pick(this.#names),
      branch: 'main',
      at: iso(at),
      after: this.head.sha,
      attributes,
    })
  }
}

/** The words of a teller by themselves. */
export function bound(teller: Teller) {
  return {
    at: teller.at,
    strategy: teller.strategy,
    chance: teller.chance.bind(teller),
    pick: teller.pick.bind(teller),
    maybe: teller.maybe.bind(teller),
    whole: teller.whole.bind(teller),
    sha: teller.sha.bind(teller),
  }
}
