import type { DeploymentEvent } from '#domain/delivery-event'
import type { DeploymentState } from '#domain/entity-state'
import { HOUR, type Instant } from '#domain/instant'
import { liveRuleAttribute, seenLiveRules } from '#domain/statement-attributes'
import { runTime } from '#domain/run-time'
import type { Wait } from '#domain/stream-history'
import type { Run } from './runs.ts'
import type { CommitGraph } from './commit-graph/commit-graph.ts'
import { imagesHold } from './version.ts'

/** A commit of a configuration repository that was applied to so many services changed something that they share. */
export const sharedBy = 5

/** Clocks of a git host and of a cluster differ by less. */
export const slack = HOUR

/** A report of what a configuration repository asks for, which nobody saw live: its commit came onto the deployed line. */
export function isBump({ attributes, configRepository, configSha }: DeploymentEvent): boolean {
  return attributes?.[liveRuleAttribute] === 'CONFIG_MERGE' && configRepository !== undefined && configSha !== undefined
}

/**
 * A report that says which commit of a configuration repository was applied; or one of a reconciler that says of which repository it
 * is and cannot know the commit, as a release of Helm whose image stands in its values.
 */
export function isSync({ configRepository, configRevision, configSha, attributes }: DeploymentEvent): boolean {
  if (configRepository === undefined) return false
  if (configRevision !== undefined) return true
  return configSha === undefined && seenLiveRules.some((rule) => rule === attributes?.[liveRuleAttribute])
}

function namesImages({ image, images = [] }: DeploymentEvent): boolean {
  return image !== undefined || images.length > 0
}

/**
 * Whether what a sync itself says of its version is another than the bump asked for: its images do not hold those of the bump; or
 * both are charts, and unlike ones. Chart or bundle of manifests say nothing against an image that is named in them.
 */
function isAnother(sync: DeploymentEvent, bump: DeploymentEvent): boolean {
  if (namesImages(sync)) return !imagesHold(sync, bump)
  if (sync.configRevision !== undefined) return sync.digest === undefined
  return bump.version !== undefined && sync.version !== bump.version
}

/** An unnamed placement is any placement. */
export function mayBeThere(a: string | undefined, b: string | undefined): boolean {
  return (a ?? '') === '' || (b ?? '') === '' || a === b
}

/** The bump that a sync applied, and whether the graph or only the time says so. */
export interface Applied {
  readonly bump: DeploymentState
  readonly by: 'COMMIT' | 'GRAPH' | 'TIME'
}

/** Bumps of one stream, the newest first. */
export class Bumps {
  readonly #newestFirst: readonly DeploymentState[]
  readonly #graphs: ReadonlyMap<string, CommitGraph>

  constructor(bumps: readonly DeploymentState[], graphs: ReadonlyMap<string, CommitGraph>) {
    const distinct = new Map(bumps.filter(({ event }) => isBump(event)).map((bump) => [bump.entity, bump]))
    this.#newestFirst = [...distinct.values()].toSorted(
      (a, b) => runTime(b.event) - runTime(a.event) || (a.entity < b.entity ? 1 : -1),
    )
    this.#graphs = graphs
  }

  get size(): number {
    return this.#newestFirst.length
  }

  /**
   * The bump that holds in the commit which a sync applied: the one that this commit made, else the newest that is its ancestor;
   * where no commit of the repository is known or the sync names none, the newest before the sync began. Null where there is none,
   * and while the repository is not read up to that commit.
   */
  appliedBy({ event }: DeploymentState): Applied | null {
    const { configRepository, configRevision, placement } = event
    const began = event.startedAt ?? runTime(event)
    const graph = this.#graphs.get(configRepository ?? '')
    const isByTime = configRevision === undefined || (graph?.size ?? 0) === 0
    const isKnown = configRevision !== undefined && graph?.has(configRevision) === true
    for (let at = this.#firstUntil(began + slack); at < this.#newestFirst.length; at += 1) {
      const bump = this.#newestFirst[at] as DeploymentState
      const { configSha = '' } = bump.event
      if (bump.event.configRepository !== configRepository || !mayBeThere(bump.event.placement, placement)) continue
      if (configSha === configRevision) return { bump, by: 'COMMIT' }
      if (isByTime && runTime(bump.event) <= began) return this.#exact(event) ?? { bump, by: 'TIME' }
      if (isKnown && graph.has(configSha) && graph.isAncestor(configSha, configRevision)) return { bump, by: 'GRAPH' }
    }
    return null
  }

  /** Where those begin that are no newer than an instant. */
  #firstUntil(instant: Instant): number {
    let [low, high] = [0, this.#newestFirst.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (runTime((this.#newestFirst[middle] as DeploymentState).event) > instant) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The bump that the applied commit made, however old: a sync may go back. */
  #exact({ configRepository, configRevision, placement }: DeploymentEvent): Applied | null {
    if (configRevision === undefined) return null
    const bump = this.#newestFirst.find(
      ({ event }) =>
        event.configRepository === configRepository &&
        event.configSha === configRevision &&
        mayBeThere(event.placement, placement),
    )
    return bump === undefined ? null : { bump, by: 'COMMIT' }
  }
}

/** Syncs whose bump is not among these: older ones are to be looked at. */
export function lackingBumps(
  deployments: readonly DeploymentState[],
  bumps: readonly DeploymentState[],
  graphs: ReadonlyMap<string, CommitGraph>,
): boolean {
  const syncs = deployments.filter(({ event }) => isSync(event))
  if (syncs.length === 0) return false
  const known = new Bumps([...deployments, ...bumps], graphs)
  return syncs.some((sync) => {
    const applied = known.appliedBy(sync)
    return applied === null || (applied.by === 'TIME' && sync.event.configRevision !== undefined)
  })
}

export interface Configured {
  /** Syncs with the version that they applied; those of which it is not known are left out. */
  readonly runs: readonly Run[]
  /** For each sync its bump, by entity; bumps that lie before the tail are left out. */
  readonly bumpOf: ReadonlyMap<string, string>
  readonly waits: readonly Wait[]
}

function isNamed({ identity }: Run): boolean {
  const { digests, sha, version, imageTag } = identity
  return digests.length > 0 || sha !== null || version !== null || imageTag !== null
}

/** What the bump says of the version, in the words of the sync; what that says of a chart or bundle is no part of it. */
function withVersionOf(bump: Run, run: Run): Run {
  const { configSha, sha, repository, attributes } = bump.state.event
  const { digest: _digest, version: _version, ...others } = run.state.event
  const isOwn = namesImages(run.state.event)
  const event = isOwn ? run.state.event : others
  const link = Object.entries(attributes ?? {}).filter(([name]) => name.startsWith('leadline.link'))
  const stated = event.sha === undefined && sha !== undefined
  const said = {
    ...(configSha === undefined ? {} : { configSha }),
    ...(stated ? { sha, ...(repository === undefined ? {} : { repository }) } : {}),
    ...(stated && link.length > 0 ? { attributes: { ...event.attributes, ...Object.fromEntries(link) } } : {}),
  }
  return {
    ...run,
    state: { ...run.state, event: { ...event, ...said } },
    identity: bump.identity,
    askedBy: bump.state.event,
    link: isOwn ? (run.link ?? bump.link) : bump.link,
    ...(configSha !== undefined && { bump: { sha: configSha, isOwn: true } }),
  }
}

/**
 * Gives syncs the versions that they applied (ADR 12). What a sync itself says of its images stands where it does not hold those
 * of the bump: somebody set them past the repository.
 *
 * @param older runs of bumps before the tail, as far as syncs of the tail need them.
 */
export function configured(
  runs: readonly Run[],
  older: readonly Run[],
  graphs: ReadonlyMap<string, CommitGraph>,
): Configured {
  if (!runs.some(({ state }) => isSync(state.event))) return { runs, bumpOf: new Map(), waits: [] }
  const byEntity = new Map([...older, ...runs].map((run) => [run.state.entity, run]))
  const inTail = new Set(runs.map(({ state }) => state.entity))
  const bumps = new Bumps(
    [...older, ...runs].map(({ state }) => state),
    graphs,
  )
  const bumpOf = new Map<string, string>()
  const waits: Wait[] = []
  const resolved = runs.flatMap((run): Run[] => {
    const { event, entity } = run.state
    if (!isSync(event)) return [run]
    const applied = bumps.appliedBy(run.state)
    const reference = `${event.configRepository ?? ''}@${event.configRevision ?? ''}`
    const isUnsure = applied?.by === 'TIME' || (applied === null && bumps.size > 0)
    if (isUnsure && event.configRevision !== undefined) waits.push({ kind: 'commit', reference, since: run.at })
    const bump = applied === null ? undefined : byEntity.get(applied.bump.entity)
    if (bump === undefined) {
      if (isNamed(run)) return [run]
      waits.push({ kind: 'revision', reference, since: run.at })
      return []
    }
    if (isNamed(run) && isAnother(event, bump.state.event)) {
      const { configSha } = bump.state.event
      return [configSha === undefined ? run : { ...run, bump: { sha: configSha, isOwn: false } }]
    }
    if (inTail.has(bump.state.entity)) bumpOf.set(entity, bump.state.entity)
    return [withVersionOf(bump, run)]
  })
  return { runs: resolved, bumpOf, waits }
}
