import type { BuildState, CommitState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { FlagCode, ShippedChange, ShippedCommit, Wait } from '#domain/stream-history'
import picomatch from 'picomatch'
import { authorshipOf, isTransport } from './authorship.ts'
import { changeStart, commitStart, firstSeen } from './change-start.ts'
import { type Request, RequestIndex } from './requests.ts'
import type { Sequence, Step } from './sequence.ts'
import type { Shipment } from './shipment.ts'
import { stagesOf } from './stages.ts'
import type { AttributionInput } from './stream-input.ts'

export interface ShippedAll {
  readonly changes: readonly ShippedChange[]
  readonly commits: readonly ShippedCommit[]
  /** `repository@sha` of every commit and merge of the tail, to the deployment that shipped it. */
  readonly shippedBy: ReadonlyMap<string, string>
  readonly requests: RequestIndex
  /** Deployments of which a commit has no known body: their sample is missing. */
  readonly bodiless: ReadonlySet<string>
  readonly waits: readonly Wait[]
}

/** The commits of one change that one deployment brought. */
interface Group {
  readonly key: string
  readonly repository: string
  readonly request: Request | null
  readonly shas: string[]
  readonly shipment: Shipment
}

function stateKey(repository: string, sha: string): string {
  return `${repository}@${sha}`
}

/** Walks the tail once and gives each commit and change to the first deployment that brought it. */
class Shipper {
  readonly changes: ShippedChange[] = []
  readonly commits: ShippedCommit[] = []
  readonly shippedBy = new Map<string, string>()
  readonly bodiless = new Set<string>()
  readonly waits: Wait[] = []
  readonly requests: RequestIndex
  readonly #states = new Map<string, CommitState>()
  readonly #twins = new Map<string, string[]>()
  readonly #builds = new Map<string, BuildState[]>()
  readonly #changeKeys = new Set<string>()
  readonly #matches: ((path: string) => boolean) | null
  readonly #sequence: Sequence
  readonly #input: AttributionInput

  constructor(sequence: Sequence, input: AttributionInput) {
    this.#sequence = sequence
    this.#input = input
    const { repository, graphs } = sequence.input
    for (const commit of input.commits) {
      const home = commit.event.repository ?? repository
      this.#states.set(stateKey(home, commit.event.sha), commit)
      if (commit.event.patchId === undefined) continue
      const patch = stateKey(home, commit.event.patchId)
      this.#twins.set(patch, [...(this.#twins.get(patch) ?? []), commit.event.sha])
    }
    for (const build of input.builds) {
      const key = stateKey(build.event.repository ?? repository, build.event.sha)
      this.#builds.set(key, [...(this.#builds.get(key) ?? []), build])
    }
    this.#matches = input.paths.length === 0 ? null : picomatch([...input.paths], { dot: true })
    this.requests = new RequestIndex(input, graphs, repository)
  }

  #commit(repository: string, sha: string): CommitState | undefined {
    return this.#states.get(stateKey(repository, sha))
  }

  #isShipped(repository: string, sha: string): boolean {
    const key = stateKey(repository, sha)
    return this.shippedBy.has(key) || this.#input.shippedCommits.has(key)
  }

  #isMerge(repository: string, sha: string): boolean {
    const parents =
      this.#commit(repository, sha)?.event.parents ?? this.#sequence.input.graphs.get(repository)?.parentsOf(sha) ?? []
    return parents.length > 1
  }

  /** Another commit with the same patch is live here already. */
  #hasLiveTwin(repository: string, sha: string, frontier: readonly string[]): boolean {
    const patchId = this.#commit(repository, sha)?.event.patchId
    if (patchId === undefined) return false
    const graph = this.#sequence.input.graphs.get(repository)
    const heads = frontier
      .filter((head) => head.startsWith(`${repository}@`))
      .map((head) => head.slice(repository.length + 1))
    return (this.#twins.get(stateKey(repository, patchId)) ?? []).some(
      (twin) =>
        twin !== sha &&
        (this.#isShipped(repository, twin) || heads.some((head) => graph?.isAncestor(twin, head) ?? false)),
    )
  }

  ship(step: Step, frontierBefore: readonly string[]): void {
    const groups = new Map<string, Group>()
    const included = new Set(this.#sequence.input.before.flatMap((deployment) => deployment.included))
    for (const shipment of step.shipments) {
      const merged = this.#rebased(shipment)
      for (const sha of shipment.shas) {
        if (this.#isShipped(shipment.repository, sha) || included.has(stateKey(shipment.repository, sha))) continue
        this.#assign(groups, step, shipment, sha, merged)
      }
    }
    const live = [...groups.values()].filter((group) => this.#touchesPaths(group))
    for (const group of live) this.#sample(step, group, frontierBefore)
    for (const shipment of step.shipments) {
      for (const sha of shipment.shas) {
        const key = stateKey(shipment.repository, sha)
        if (!this.shippedBy.has(key)) this.shippedBy.set(key, step.deployment.key)
      }
    }
  }

  #assign(
    groups: Map<string, Group>,
    step: Step,
    shipment: Shipment,
    sha: string,
    rebased: ReadonlyMap<string, Request>,
  ): void {
    const { repository } = shipment
    const state = this.#commit(repository, sha)
    const request = this.requests.of(repository, sha) ?? rebased.get(sha) ?? null
    if (request === null && state === undefined) {
      this.bodiless.add(step.deployment.key)
      this.waits.push({ kind: 'commit', reference: stateKey(repository, sha), since: step.deployment.at })
      return
    }
    if (request === null && this.#isMerge(repository, sha)) return
    if (state !== undefined && isTransport(state, repository === step.deployment.configRepository)) return
    const key = request?.key ?? stateKey(repository, sha)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { key, repository, request, shas: [sha], shipment })
    else group.shas.push(sha)
  }

  /** Commits that a host re-created when it rebased a request: same author date as a member, request merged here. */
  #rebased(shipment: Shipment): ReadonlyMap<string, Request> {
    const found = new Map<string, Request>()
    const authored = new Map<Instant, Request>()
    for (const sha of shipment.shas) {
      const request = this.requests.of(shipment.repository, sha)
      if (request === null || request.mergeSha !== sha || this.#isMerge(shipment.repository, sha)) continue
      for (const member of request.members) {
        const at = this.#commit(shipment.repository, member)?.event.authoredAt
        if (at !== undefined) authored.set(at, request)
      }
    }
    if (authored.size === 0) return found
    for (const sha of shipment.shas) {
      const at = this.#commit(shipment.repository, sha)?.event.authoredAt
      const request = at === undefined ? undefined : authored.get(at)
      if (request !== undefined && !request.members.has(sha)) found.set(sha, request)
    }
    return found
  }

  #touchesPaths(group: Group): boolean {
    const matches = this.#matches
    if (matches === null || group.repository !== this.#sequence.input.repository) return true
    const known = group.shas
      .map((sha) => this.#commit(group.repository, sha)?.event.paths)
      .filter((paths) => paths !== undefined)
    return known.length === 0 || known.some((paths) => paths.some((path) => matches(path)))
  }

  /** A commit that the host made to squash a request: no work of its own. */
  #isSquash(request: Request, sha: string): boolean {
    if (sha !== request.mergeSha || request.members.has(sha)) return false
    const at = this.#commit(request.repository, sha)?.event.authoredAt
    const members = [...request.members]
      .map((member) => this.#commit(request.repository, member))
      .filter((state) => state !== undefined)
    return members.length > 0 && members.every((member) => member.event.authoredAt !== at)
  }

  /** The commits of a change that are work: not merges, not the squash commit, each of them known. */
  #ownCommits(group: Group): CommitState[] {
    const { request, repository } = group
    const work = group.shas.filter(
      (sha) => !this.#isMerge(repository, sha) && !(request !== null && this.#isSquash(request, sha)),
    )
    const known = work.map((sha) => this.#commit(repository, sha)).filter((state) => state !== undefined)
    if (known.length > 0 || request === null) return known
    const members = [...request.members].toSorted().filter((sha) => !this.#isMerge(repository, sha))
    const seen = members.map((sha) => this.#commit(repository, sha)).filter((state) => state !== undefined)
    if (seen.length > 0) return seen
    return group.shas
      .filter((sha) => !this.#isMerge(repository, sha))
      .map((sha) => this.#commit(repository, sha))
      .filter((state) => state !== undefined)
  }

  #sample(step: Step, group: Group, frontierBefore: readonly string[]): void {
    const own = this.#ownCommits(group).filter((commit) => !this.#isShipped(group.repository, commit.event.sha))
    const fresh = own.filter((commit) => !this.#hasLiveTwin(group.repository, commit.event.sha, frontierBefore))
    const onlyTwins = own.length > 0 && fresh.length === 0
    const members = [...(group.request?.members ?? [])].filter((sha) => !this.#isMerge(group.repository, sha))
    const nothingNew =
      own.length === 0 && members.length > 0 && members.every((sha) => this.#isShipped(group.repository, sha))
    if (!onlyTwins && !nothingNew) {
      for (const commit of fresh) this.#commitSample(step, group, commit)
      this.#changeSample(step, group, fresh)
    }
    for (const commit of own) this.shippedBy.set(stateKey(group.repository, commit.event.sha), step.deployment.key)
  }

  #commitSample(step: Step, group: Group, commit: CommitState): void {
    const { liveAt, firstLiveAt, key, at } = step.deployment
    const start = commitStart(commit, group.request, this.#sequence.input.rules.maxAuthorSkew)
    const flags: FlagCode[] = []
    if (start.implausible) flags.push('IMPLAUSIBLE_CLOCK')
    if (start.startedAt > (liveAt ?? at)) flags.push('NEGATIVE_SPAN')
    this.commits.push({
      sha: commit.event.sha,
      repository: group.repository,
      changeKey: group.key,
      deploymentKey: key,
      startedAt: start.startedAt,
      liveAt: liveAt ?? at,
      firstLiveAt: firstLiveAt ?? at,
      authorship: authorshipOf([commit]),
      flags,
    })
  }

  #changeSample(step: Step, group: Group, own: readonly CommitState[]): void {
    if (this.#changeKeys.has(group.key) || this.#input.shippedChanges.has(group.key)) return
    this.#changeKeys.add(group.key)
    const { request, repository } = group
    const members = [...(request?.members ?? [])]
      .map((sha) => this.#commit(repository, sha))
      .filter((state) => state !== undefined)
    const seen = [...new Set([...own, ...members.filter((member) => !this.#isMerge(repository, member.event.sha))])]
    const start = changeStart(seen, request, this.#sequence.input.rules.maxAuthorSkew)
    if (start === null) {
      this.bodiless.add(step.deployment.key)
      return
    }
    const liveAt = step.deployment.liveAt ?? step.deployment.at
    const commits = own.map((commit) => commit.event.sha).toSorted()
    const first = (times: readonly (Instant | null | undefined)[]): Instant | null => {
      const known = times.filter((time): time is Instant => time !== null && time !== undefined)
      return known.length === 0 ? null : known.reduce((a, b) => Math.min(a, b))
    }
    const committedAt = first(own.map((commit) => commit.event.committedAt))
    const pushedAt = first([
      ...own.map((commit) => commit.event.pushedAt),
      ...(request?.pushes ?? []).map((push) => push.event.at),
    ])
    const mergedAt =
      request === null
        ? (first([pushedAt, committedAt]) ?? first(own.map((commit) => firstSeen(commit, null))))
        : request.mergedAt
    const stages = this.#stages(step, group, {
      startedAt: start.startedAt,
      openedAt: request?.openedAt ?? null,
      mergedAt,
      liveAt,
    })
    const flags = new Set<FlagCode>()
    if (start.implausible) flags.add('IMPLAUSIBLE_CLOCK')
    if (stages.overlapped) flags.add('NEGATIVE_SPAN')
    if (request !== null && request.state === null) flags.add('MISSING_REQUEST')
    this.changes.push({
      key: group.key,
      deploymentKey: step.deployment.key,
      repository,
      number: request?.number ?? null,
      sha: request === null ? (group.shas[0] ?? null) : request.mergeSha,
      commits,
      startedAt: start.startedAt,
      committedAt,
      pushedAt,
      openedAt: request?.openedAt ?? null,
      mergedAt,
      liveAt,
      firstLiveAt: step.deployment.firstLiveAt ?? liveAt,
      stages: stages.spans,
      authorship: authorshipOf(seen),
      additions: request?.state?.event.additions ?? null,
      deletions: request?.state?.event.deletions ?? null,
      method: group.shipment.method,
      confidence: group.shipment.confidence,
      flags: [...flags].toSorted(),
    })
  }

  #stages(
    step: Step,
    group: Group,
    times: { startedAt: Instant; openedAt: Instant | null; mergedAt: Instant | null; liveAt: Instant },
  ) {
    const { deployment } = step
    const isConfig = group.repository === deployment.configRepository
    const config =
      deployment.configRepository === null || deployment.configSha === null || isConfig
        ? undefined
        : this.#commit(deployment.configRepository, deployment.configSha)
    const request = config === undefined ? null : this.requests.of(config.event.repository ?? '', config.event.sha)
    return stagesOf(
      {
        ...times,
        builtAt: isConfig ? null : this.#builtAt(step, group),
        configOpenedAt: request?.openedAt ?? null,
        configMergedAt:
          config === undefined ? null : (request?.mergedAt ?? config.event.committedAt ?? config.event.authoredAt),
        deployStartedAt: deployment.startedAt,
        deployFinishedAt: deployment.finishedAt,
      },
      group.request !== null,
    )
  }

  /** When the change itself was built: its own build, else the artifact that was deployed, else the build of that one. */
  #builtAt(step: Step, group: Group): Instant | null {
    const { repository, sha, at } = step.deployment
    const own = group.request?.mergeSha ?? group.shas[0] ?? null
    return (
      this.#firstBuildEnd(group.repository, own, at) ??
      step.builtAt ??
      (repository === null ? null : this.#firstBuildEnd(repository, sha, at))
    )
  }

  /** End of the first good build of a commit after its merge, by then. */
  #firstBuildEnd(repository: string, sha: string | null, by: Instant): Instant | null {
    const builds = sha === null ? [] : (this.#builds.get(stateKey(repository, sha)) ?? [])
    const ends = builds
      .filter(
        (build) =>
          build.event.phase !== 'pre_merge' && build.event.outcome !== 'failed' && build.event.outcome !== 'cancelled',
      )
      .map((build) => build.event.finishedAt)
      .filter((end): end is Instant => end !== undefined && end <= by)
    return ends.length === 0 ? null : Math.min(...ends)
  }
}

/** Folds the commits of each deployment into changes, each at its first arrival only. */
export function shipAll(sequence: Sequence, input: AttributionInput): ShippedAll {
  const shipper = new Shipper(sequence, input)
  let frontier = sequence.input.before.findLast((deployment) => deployment.liveAt !== null)?.frontier ?? []
  for (const step of sequence.steps) {
    shipper.ship(step, frontier)
    if (step.deployment.liveAt !== null) frontier = step.deployment.frontier
  }
  return shipper
}
