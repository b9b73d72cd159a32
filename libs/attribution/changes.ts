import type { CommitState, PullRequestState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { FlagCode, ShippedChange, ShippedCommit, Wait } from '#domain/stream-history'
import { writtenOf } from './authorship.ts'
import { type Group, groupsOf, pathFilter, workOf } from './change-groups.ts'
import { changeStart, commitStart, earliest, firstSeen } from './change-start.ts'
import { commitKey, KnownCommits } from './known-commits.ts'
import { RequestIndex } from './requests.ts'
import type { Sequence } from './sequence.ts'
import type { Step } from './step.ts'
import { stagesOf } from './stages.ts'
import type { AttributionInput } from './stream-input.ts'

export interface ShippedAll {
  readonly changes: readonly ShippedChange[]
  readonly commits: readonly ShippedCommit[]
  /** `repository@sha` of every commit and merge that the tail shipped first, to the deployment that shipped it. */
  readonly shippedBy: ReadonlyMap<string, string>
  readonly requests: RequestIndex
  /** Deployments of which a commit has no known body: their sample is missing. */
  readonly bodiless: ReadonlySet<string>
  readonly waits: readonly Wait[]
  readonly known: KnownCommits
  /** Whether a change of the service's repository touches the service. */
  touchesPaths(group: Pick<Group, 'repository' | 'shas'>): boolean
  isShipped(repository: string, sha: string): boolean
  /** Another commit with the same patch is live here already. */
  hasLiveTwin(repository: string, sha: string, frontier: readonly string[]): boolean
}

/** Walks the tail once and gives each commit and change to the first deployment that brought it. */
class Shipper {
  readonly changes: ShippedChange[] = []
  readonly commits: ShippedCommit[] = []
  readonly shippedBy = new Map<string, string>()
  readonly bodiless = new Set<string>()
  readonly waits: Wait[] = []
  readonly requests: RequestIndex
  readonly known: KnownCommits
  /** `repository@sha` that a baseline held, by its sender's word: shipped by nobody, and new no more. */
  readonly #held: Set<string>
  readonly #changeKeys = new Set<string>()
  readonly touchesPaths: ShippedAll['touchesPaths']
  readonly #sequence: Sequence
  readonly #input: AttributionInput

  constructor(sequence: Sequence, input: AttributionInput) {
    this.#sequence = sequence
    this.#input = input
    const { repository, graphs, before } = sequence.input
    this.known = new KnownCommits(input, graphs, repository)
    this.requests = new RequestIndex(input, graphs, repository)
    this.touchesPaths = pathFilter(input.paths, this.known)
    this.#held = new Set(before.flatMap((deployment) => deployment.included))
  }

  isShipped(repository: string, sha: string): boolean {
    const key = commitKey(repository, sha)
    return this.shippedBy.has(key) || this.#held.has(key) || this.#input.shippedCommits.has(key)
  }

  hasLiveTwin(repository: string, sha: string, frontier: readonly string[]): boolean {
    const twins = this.known.twinsOf(repository, sha)
    if (twins.length === 0) return false
    const graph = this.#sequence.input.graphs.get(repository)
    const prefix = commitKey(repository, '')
    const heads = frontier.filter((head) => head.startsWith(prefix)).map((head) => head.slice(prefix.length))
    return twins.some(
      (twin) => this.isShipped(repository, twin) || heads.some((head) => graph?.isAncestor(twin, head) ?? false),
    )
  }

  ship(step: Step, frontierBefore: readonly string[]): void {
    const { deployment, shipments } = step
    const found: Group[] = []
    for (const shipment of shipments) {
      const { repository } = shipment
      const fresh = shipment.shas.filter((sha) => !this.isShipped(repository, sha))
      const isConfig = repository === deployment.configRepository
      const { groups, unknown } = groupsOf(shipment, fresh, this.known, this.requests, isConfig)
      found.push(
        ...groups.filter((group) => repository !== this.#sequence.input.repository || this.touchesPaths(group)),
      )
      for (const sha of unknown) this.#miss(step, commitKey(repository, sha))
    }
    for (const group of found) this.#sample(step, group, frontierBefore)
    for (const { repository, shas } of shipments)
      for (const sha of shas) this.#mark(commitKey(repository, sha), deployment.key)
    if (shipments.length === 0) for (const key of deployment.included) this.#held.add(key)
  }

  #mark(key: string, deploymentKey: string): void {
    if (!this.shippedBy.has(key) && !this.#input.shippedCommits.has(key)) this.shippedBy.set(key, deploymentKey)
  }

  #miss(step: Step, reference: string): void {
    this.bodiless.add(step.deployment.key)
    this.waits.push({ kind: 'commit', reference, since: step.deployment.at })
  }

  #sample(step: Step, group: Group, frontierBefore: readonly string[]): void {
    const { own, fresh, isNew } = workOf(group, this.known, {
      isShipped: (repository, sha) => this.isShipped(repository, sha),
      hasLiveTwin: (repository, sha) => this.hasLiveTwin(repository, sha, frontierBefore),
    })
    if (isNew) {
      for (const commit of fresh) this.#commitSample(step, group, commit)
      this.#changeSample(step, group, fresh)
    }
    for (const commit of own) this.shippedBy.set(commitKey(group.repository, commit.event.sha), step.deployment.key)
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
      committedAt: commit.event.committedAt ?? null,
      liveAt: liveAt ?? at,
      firstLiveAt: firstLiveAt ?? at,
      authorship: writtenOf([commit], null, this.#sequence.input.rules.agentAddresses).authorship,
      flags,
    })
  }

  #changeSample(step: Step, group: Group, own: readonly CommitState[]): void {
    if (this.#changeKeys.has(group.key) || this.#input.shippedChanges.has(group.key)) return
    this.#changeKeys.add(group.key)
    const { request, repository } = group
    const members = [...(request?.members ?? [])].filter((sha) => !this.known.isMerge(repository, sha))
    const seen = [...new Set([...own, ...this.known.states(repository, members)])]
    const start = changeStart(seen, request, this.#sequence.input.rules.maxAuthorSkew)
    if (start === null) {
      this.bodiless.add(step.deployment.key)
      return
    }
    const liveAt = step.deployment.liveAt ?? step.deployment.at
    const commits = own.map((commit) => commit.event.sha).toSorted()
    const committedAt = earliest(own.map((commit) => commit.event.committedAt))
    const pushedAt = earliest([
      ...own.map((commit) => commit.event.pushedAt),
      ...(request?.pushes ?? []).map((push) => push.event.at),
    ])
    const mergedAt =
      request === null
        ? (earliest([pushedAt, committedAt]) ?? earliest(own.map((commit) => firstSeen(commit, null))))
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
      ...this.#written(seen, request?.state ?? null),
      additions: request?.state?.event.additions ?? null,
      deletions: request?.state?.event.deletions ?? null,
      method: group.shipment.method,
      confidence: group.shipment.confidence,
      flags: [...flags].toSorted(),
    })
  }

  #written(
    commits: readonly CommitState[],
    request: PullRequestState | null,
  ): Pick<ShippedChange, 'authorship' | 'writtenBy'> {
    const { authorship, mark } = writtenOf(commits, request, this.#sequence.input.rules.agentAddresses)
    return mark === null ? { authorship } : { authorship, writtenBy: { name: mark.name, rule: mark.rule } }
  }

  #stages(
    step: Step,
    group: Group,
    times: { startedAt: Instant; openedAt: Instant | null; mergedAt: Instant | null; liveAt: Instant },
  ) {
    const { deployment } = step
    const isConfig = group.repository === deployment.configRepository
    const config =
      deployment.configRepository === null || step.askedBy === null || isConfig
        ? undefined
        : this.known.state(deployment.configRepository, step.askedBy)
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
      this.known.firstBuildEnd(group.repository, own, at) ??
      step.builtAt ??
      (repository === null ? null : this.known.firstBuildEnd(repository, sha, at))
    )
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
