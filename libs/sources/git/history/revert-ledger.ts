import { isAncestor, unreachable } from '#git/ancestry'
import type { GitRepository } from '#git/repository'
import { resolveCommits } from '#git/resolve-commits'
import type { GitCommit } from '../payload.ts'
import type { RequestOfCommit } from '../requests.ts'
import { type RevertClaim, type RevertFinding, settleRevert, titlesOf } from '../reverts.ts'

/** A commit that waits until what it reverts is found. */
export interface Held {
  readonly commit: GitCommit
  readonly claim: RevertClaim
  readonly request: RequestOfCommit | null
}

/** Commits of one title that are remembered, newest first. */
const mostOfOne = 5
/** Pairs of commits off the default branch that are compared one by one. */
const mostPairs = 1_000

function add<K>(lists: Map<K, string[]>, key: K, sha: string): void {
  const list = lists.get(key)
  if (list !== undefined && list.length < mostOfOne) list.push(sha)
}

/** Holds commits that say they revert something, while what comes by is compared with what they name. */
export class RevertLedger {
  readonly #repository: GitRepository
  readonly #held: Held[] = []
  readonly #titled = new Map<string, string[]>()
  readonly #merged = new Map<number, string[]>()

  constructor(repository: GitRepository) {
    this.#repository = repository
  }

  get size(): number {
    return this.#held.length
  }

  hold(held: Held): void {
    this.#held.push(held)
    const { title, requests } = held.claim
    if (title !== null && !this.#titled.has(title)) this.#titled.set(title, [])
    for (const number of requests) if (!this.#merged.has(number)) this.#merged.set(number, [])
  }

  /** A commit came by, in the order of `git log`: what a claim names comes after it. */
  see(commit: GitCommit, request: RequestOfCommit | null): void {
    if (this.#titled.size > 0) for (const title of titlesOf(commit)) add(this.#titled, title, commit.sha)
    if (request !== null && request.as !== 'MEMBER') add(this.#merged, request.number, commit.sha)
  }

  /** Whether some claim names by title or number what did not come by. */
  get isOpen(): boolean {
    return this.#held.some(
      ({ claim }) =>
        claim.shas.length === 0 &&
        (claim.title === null || (this.#titled.get(claim.title) ?? []).every((sha) => sha === claim.sha)) &&
        claim.requests.every((number) => (this.#merged.get(number) ?? []).length === 0),
    )
  }

  /**
   * Gives back what is held, each with what it reverts, and forgets it.
   *
   * @throws GitError
   */
  async settle(): Promise<{ readonly held: Held; readonly finding: RevertFinding }[]> {
    const full = await this.#resolve()
    const seen = [...this.#titled.values(), ...this.#merged.values()].flat()
    const own = this.#held.map(({ claim }) => claim.sha)
    const tip = this.#repository.defaultBranch?.sha
    const named = [...full.values()].filter((sha) => sha !== null)
    const aside =
      tip === undefined
        ? new Set([...named, ...seen, ...own])
        : await unreachable(this.#repository, [...new Set([...named, ...seen, ...own])], tip)
    const pairs = { left: mostPairs }
    const settled: { held: Held; finding: RevertFinding }[] = []
    for (const held of this.#held) {
      const finding = aside.has(held.claim.sha)
        ? await this.#settleAside(held, full, pairs)
        : this.#settleOnLine(held.claim, full, aside)
      settled.push({ held, finding })
    }
    this.#held.length = 0
    this.#titled.clear()
    this.#merged.clear()
    return settled
  }

  /** Full shas of what the claims name. In a shallow clone a full sha may stand for what the clone does not hold. */
  async #resolve(): Promise<Map<string, string | null>> {
    const names = [...new Set(this.#held.flatMap(({ claim }) => claim.shas))]
    const shas = await resolveCommits(this.#repository, names)
    return new Map(names.map((name, index) => [name, shas[index] ?? null]))
  }

  #unknownMeansOlder(sha: string): string | null {
    return this.#repository.shallow && sha.length >= 40 ? sha : null
  }

  #settleOnLine(
    claim: RevertClaim,
    full: ReadonlyMap<string, string | null>,
    aside: ReadonlySet<string>,
  ): RevertFinding {
    const newest = (shas: readonly string[] | undefined): string | null =>
      shas?.find((sha) => sha !== claim.sha && !aside.has(sha)) ?? null
    return settleRevert(claim, {
      onLine: (name) => {
        const sha = full.get(name) ?? this.#unknownMeansOlder(name)
        return sha === null || aside.has(sha) ? null : sha
      },
      titled: (title) => newest(this.#titled.get(title)),
      merged: (number) => newest(this.#merged.get(number)),
    })
  }

  /** On a release branch every pair is asked for; work inside an open request is left to its own words. */
  async #settleAside(
    { claim, request }: Held,
    full: ReadonlyMap<string, string | null>,
    pairs: { left: number },
  ): Promise<RevertFinding> {
    if (request?.as === 'MEMBER') return null
    const reached = new Set<string>()
    const named = claim.shas.map((name) => full.get(name) ?? null)
    const titled = claim.title === null ? [] : (this.#titled.get(claim.title) ?? [])
    const merged = claim.requests.flatMap((number) => this.#merged.get(number) ?? [])
    for (const sha of new Set([...named, ...titled, ...merged])) {
      if (sha === null || pairs.left === 0) continue
      pairs.left -= 1
      if (await isAncestor(this.#repository, sha, claim.sha)) reached.add(sha)
    }
    if (pairs.left === 0) return null
    const onLine = (sha: string | null | undefined): string | null => (sha != null && reached.has(sha) ? sha : null)
    const newest = (shas: readonly string[]): string | null =>
      shas.find((sha) => sha !== claim.sha && reached.has(sha)) ?? null
    return settleRevert(claim, {
      onLine: (name) => onLine(full.get(name)),
      titled: () => newest(titled),
      merged: (number) => newest(this.#merged.get(number) ?? []),
    })
  }
}
