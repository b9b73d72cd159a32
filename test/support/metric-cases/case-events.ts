import type { CaseEvent, MetricCase } from './case-file.ts'
import { type Chain, chainOf } from './case-graph.ts'
import {
  type CatalogueLine,
  definedOnly,
  digestOf,
  iso,
  liveVersion,
  numberOf,
  pipelines,
  shaOf,
  type Telling,
  type ToldCase,
  type WireEvent,
} from './case-telling.ts'

const hour = 3_600_000

/** Tells one case in events of the contract, by the table of the case format. */
export class CaseTeller {
  readonly #case: MetricCase
  readonly #telling: Telling
  readonly #changes = new Map<string, CaseEvent>()
  readonly #commits = new Map<string, CaseEvent>()
  readonly #services: readonly string[]
  readonly #shared: boolean
  readonly #chain: Chain | null

  constructor(metricCase: MetricCase, telling: Telling) {
    this.#case = metricCase
    this.#telling = telling
    const { service, services } = metricCase.query
    this.#services = services ?? (service === undefined ? [] : [service])
    for (const event of metricCase.events) {
      if (event.e === 'change' && event.id !== undefined) this.#changes.set(event.id, event)
      if (event.e === 'commit' && event.sha !== undefined) this.#commits.set(event.sha, event)
    }
    this.#shared = metricCase.config?.paths !== undefined
    this.#chain = telling.form === 'GRAPH' ? chainOf(metricCase.events, (id) => this.branchOf(id)) : null
  }

  tell(): ToldCase {
    const told = [...this.#madeUp(), ...this.#chainRoots(), ...this.#case.events.flatMap((event) => this.#event(event))]
    return { events: told.map(definedOnly), catalogue: this.#catalogue() }
  }

  /** A name of the case, as it is posted. */
  name(name: string): string {
    return `${this.#telling.prefix}.${name}`
  }

  #catalogue(): CatalogueLine[] {
    if (!this.#shared) return []
    return this.#services.map((service) => ({
      service: this.name(service),
      repository: this.#monorepo(),
      paths: this.#case.config?.paths?.[service] ?? [],
    }))
  }

  #monorepo(): string {
    return `git.example/${this.#telling.prefix}/mono`
  }

  #configRepository(): string {
    return `git.example/${this.#telling.prefix}/config`
  }

  /** Where a commit or change lives: the shared repository, or that of the first service that deploys it. */
  #place(ref: string): { repository: string } | { service: string } {
    if (this.#shared) return { repository: this.#monorepo() }
    const lister = this.#case.events.find((event) => event.e === 'deployment' && event.newRange?.includes(ref) === true)
    return { service: this.name(lister?.service ?? this.#services[0] ?? 'api') }
  }

  /** The place of a commit: that of the change that holds it. */
  #placeOfCommit(event: CaseEvent): { repository: string } | { service: string } {
    if (event.repo === 'config') return { repository: this.#configRepository() }
    const sha = event.sha ?? ''
    const holder = [...this.#changes.values()].find(
      (change) => change.mergeSha === sha || change.commits?.map(shaOf).includes(sha),
    )
    return this.#place(holder?.id ?? sha)
  }

  /** Shas that stand on the deployed branch for a change, or the commit itself. */
  branchOf(ref: string): string[] {
    const change = this.#changes.get(ref)
    if (change === undefined) return this.#commits.has(ref) ? [ref] : [`${ref}-made-up`]
    const commits = (change.commits ?? []).map(shaOf)
    if (change.strategy === 'rebase') return commits.map((sha) => `${sha}-rebased`)
    if (change.mergeSha === undefined) return commits
    return change.strategy === 'merge' ? [...commits, change.mergeSha] : [change.mergeSha]
  }

  /** Changes that have no body: one commit each, authored an hour before the first deployment that lists it. */
  #madeUp(): WireEvent[] {
    const deployments = this.#case.events.filter((event) => event.e === 'deployment')
    const missing = new Set(deployments.flatMap((event) => event.newRange ?? []))
    const events: WireEvent[] = []
    for (const ref of missing) {
      if (this.#changes.has(ref) || this.#commits.has(ref)) continue
      const first = Math.min(
        ...deployments
          .filter((event) => event.newRange?.includes(ref))
          .map((event) => Date.parse(event.finishedAt ?? '')),
      )
      const sha = `${ref}-made-up`
      events.push(
        ...this.#event({ e: 'commit', sha, authoredAt: iso(first - hour) }, this.#place(ref)),
        ...this.#event({ e: 'change', id: ref, commits: [sha], mergedAt: iso(first - hour / 2) }),
      )
    }
    return events
  }

  /** Commits that only the graph form needs: one under each version that brought nothing. */
  #chainRoots(): WireEvent[] {
    const first = Math.min(
      ...this.#case.events.map((event) => Date.parse(event.finishedAt ?? '')).filter((at) => !Number.isNaN(at)),
    )
    return (this.#chain?.roots ?? []).flatMap((sha) =>
      this.#event({ e: 'commit', sha, authoredAt: iso(first - 24 * hour) }),
    )
  }

  #event(event: CaseEvent, place?: { repository: string } | { service: string }): WireEvent[] {
    switch (event.e) {
      case 'commit':
        return [this.#commit(event, place ?? this.#placeOfCommit(event))]
      case 'change':
        return this.#change(event)
      case 'push':
        return this.#push(event)
      case 'deployment':
        return [this.#deployment(event)]
      case 'sync':
        return [this.#sync(event)]
      case 'artifact':
        return [
          this.#at(event.builtAt, {
            type: 'artifact',
            image: this.name('image'),
            digest: digestOf(this.#telling.prefix, event.digest ?? ''),
            sha: event.sourceSha,
            repository: this.#shared ? this.#monorepo() : this.name(this.#services[0] ?? 'api'),
            publishedAt: event.builtAt,
          }),
        ]
      case 'incident':
        return this.#incident(event)
      case 'flag':
        return [
          this.#at(event.at, {
            type: 'flag',
            key: this.name(event.key ?? ''),
            environment: event.env,
            at: event.at,
            enabled: event.to === 'on',
            incidentId: this.#linked(event, 'incident'),
          }),
        ]
      case 'override':
        return [
          this.#at(event.at, {
            type: 'override',
            id: this.name('override'),
            at: event.at,
            by: event.by,
            reason: event.reason,
            incidentId: this.name(event.incident ?? ''),
            deploymentId: this.name(event.deployment ?? ''),
          }),
        ]
      default:
        throw new Error(`${this.#case.id} has an event of kind ${event.e}, which the adapter does not know`)
    }
  }

  /** Adds when the event was recorded, where that is asked for. */
  #at(own: string | undefined, event: WireEvent, recordedAt = own): WireEvent {
    return this.#telling.recorded ? { ...event, recordedAt } : event
  }

  #linked(event: CaseEvent, kind: 'incident' | 'deployment'): string | undefined {
    const id = event.links?.map((link) => link[kind]).find((value) => value !== undefined)
    return id === undefined ? undefined : this.name(id)
  }

  #commit(event: CaseEvent, place: { repository: string } | { service: string }): WireEvent {
    const sha = event.sha ?? ''
    const parents =
      this.#chain?.parents.get(sha) ?? (event.merge === true ? [`${sha}-first`, `${sha}-second`] : undefined)
    return this.#at(event.committedAt ?? event.authoredAt, {
      type: 'commit',
      ...place,
      sha,
      parents,
      authoredAt: event.authoredAt,
      committedAt: event.committedAt,
      author: event.author === undefined ? undefined : { login: event.author },
      branch: event.branch,
      paths: event.paths,
      patchId: event.patchId,
      reverts: event.revertOf === undefined ? undefined : [event.revertOf],
      transport: event.diff?.startsWith('image') === true ? true : undefined,
    })
  }

  #change(event: CaseEvent): WireEvent[] {
    const id = event.id ?? ''
    const commits = (event.commits ?? []).map(shaOf)
    const place = this.#place(id)
    const pushed = this.#case.events
      .filter((other) => other.e === 'push' && other.change === id)
      .map((other) => other.receivedAt ?? '')
      .toSorted()
    const rebased = event.strategy === 'rebase' ? commits : []
    const recreated = rebased.map((sha) =>
      this.#commit(
        {
          e: 'commit',
          sha: `${sha}-rebased`,
          authoredAt: this.#commits.get(sha)?.authoredAt ?? '',
          ...(event.mergedAt === undefined ? {} : { committedAt: event.mergedAt }),
        },
        place,
      ),
    )
    const last = rebased.at(-1)
    const request = this.#at(event.mergedAt, {
      type: 'pull_request',
      ...place,
      number: numberOf(id),
      state: 'merged',
      openedAt: pushed[0] ?? event.mergedAt,
      mergedAt: event.mergedAt,
      commits,
      mergeSha: last === undefined ? event.mergeSha : `${last}-rebased`,
    })
    return [...recreated, request]
  }

  #push(event: CaseEvent): WireEvent[] {
    const place = this.#place(event.change ?? '')
    const commits = event.commits ?? []
    const after = commits.at(-1)
    const push = this.#at(event.receivedAt, {
      type: 'push',
      ...place,
      branch: event.change,
      at: event.receivedAt,
      after: after === undefined ? undefined : shaOf(after),
      forced: event.forced,
      commits: commits.map(shaOf),
      number: numberOf(event.change ?? ''),
    })
    const bodies = commits.filter((commit) => typeof commit !== 'string')
    return [push, ...bodies.map(({ sha, authoredAt }) => this.#commit({ e: 'commit', sha, authoredAt }, place))]
  }

  #deployment(event: CaseEvent): WireEvent {
    const succeeded = event.result === 'succeeded'
    const includes = this.#chain === null ? (event.newRange ?? []).flatMap((ref) => this.branchOf(ref)) : undefined
    return this.#at(event.finishedAt, {
      type: 'deployment',
      id: this.name(event.id ?? ''),
      source: event.source,
      service: this.name(event.service ?? ''),
      environment: event.env,
      version: event.version,
      sha: this.#chain?.heads.get(event.version ?? ''),
      digest: event.artifact === undefined ? undefined : digestOf(this.#telling.prefix, event.artifact),
      configSha: event.configSha,
      configRepository: event.configSha === undefined ? undefined : this.#configRepository(),
      placement: event.target,
      outcome: event.result,
      finishedAt: event.finishedAt,
      liveAt: succeeded && !pipelines.has(event.source ?? '') ? event.finishedAt : undefined,
      includes,
      labels: event.labels,
      remediates: event.links?.flatMap((link) => (link.incident === undefined ? [] : [this.name(link.incident)])),
      trafficPercent: event.maxTrafficPercent,
    })
  }

  /** What a reconciler does by itself: the live version again. */
  #sync(event: CaseEvent): WireEvent {
    return this.#at(event.finishedAt, {
      type: 'deployment',
      service: this.name(event.service ?? ''),
      environment: event.env,
      version: liveVersion(this.#case.events, event),
      configSha: event.revision,
      configRepository: this.#configRepository(),
      kind: 'DRIFT_CORRECTION',
      outcome: 'succeeded',
      finishedAt: event.finishedAt,
      liveAt: event.finishedAt,
    })
  }

  #incident(event: CaseEvent): WireEvent[] {
    const opened: WireEvent = {
      type: 'incident',
      id: this.name(event.id ?? ''),
      service: this.name(event.service ?? ''),
      openedAt: event.openedAt,
      cause: event.cause?.toLowerCase(),
      deploymentId: this.#linked(event, 'deployment'),
    }
    const resolved: WireEvent = { ...opened, resolvedAt: event.resolvedAt }
    if (!this.#telling.recorded) return [resolved]
    return [
      this.#at(event.openedAt, opened, event.receivedAt ?? event.openedAt),
      this.#at(event.resolvedAt, resolved, event.receivedAt ?? event.resolvedAt),
    ]
  }
}
