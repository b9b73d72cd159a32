import type { DeploymentKind } from '#domain/delivery-event'
import type { RollbackState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { AppliedOverride, Arrival, Deployment, FlagCode, Link, Report } from '#domain/stream-history'
import type { MergedArrival } from './arrivals.ts'
import type { SourceCommit } from './artifact-links.ts'
import { liveRuleOf } from './stated-rules.ts'
import { versionLabel } from './version.ts'
import { sightingOf } from './reconcilers.ts'
import { configShaOf, newestOf, type Wave } from './waves.ts'

export interface Description {
  readonly wave: Wave
  readonly kinds: {
    readonly kind: DeploymentKind
    readonly computed: DeploymentKind
    readonly stated: DeploymentKind | null
    readonly overridden: DeploymentKind | null
    readonly overrides: readonly AppliedOverride[]
  }
  readonly head: SourceCommit | null
  readonly rollbacks: readonly RollbackState[]
  readonly previousKey: string | null
  readonly frontier: readonly string[]
  readonly included: readonly string[]
  readonly links: readonly Link[]
  readonly flags: readonly FlagCode[]
}

function reportsOf(wave: Wave, rollbacks: readonly RollbackState[]): Report[] {
  const reports = new Map<string, Report>()
  for (const run of wave.runs) {
    const { state, at } = run
    const sighting = sightingOf(run)
    reports.set(state.entity, {
      source: state.event.source,
      externalId: state.event.id ?? null,
      at,
      entity: state.entity,
      ...(sighting !== undefined && { sighting }),
      ...(run.isWaiting === true && { isWaiting: true as const }),
    })
  }
  for (const { entity, event } of rollbacks) {
    const { source, id = null, at } = event
    reports.set(entity, { source, externalId: id, at, entity })
  }
  return [...reports.values()].toSorted((a, b) => a.at - b.at || (a.entity < b.entity ? -1 : 1))
}

function imagesOf(wave: Wave): Deployment['images'] {
  const images = newestOf(wave.runs, (state) => state.event.images)
  if (images !== null) return images
  const image = newestOf(wave.runs, (state) => state.event.image)
  if (image === null) return []
  const tag = newestOf(wave.runs, (state) => state.event.tag)
  const digest = newestOf(wave.runs, (state) => state.event.digest)
  return [{ image, ...(tag === null ? {} : { tag }), ...(digest === null ? {} : { digest }) }]
}

function extreme(values: readonly (Instant | undefined)[], pick: (...values: number[]) => number): Instant | null {
  const known = values.filter((value) => value !== undefined)
  return known.length === 0 ? null : pick(...known)
}

/** The run that times it comes first. */
function arrivalOf({ placement, at, outcome, runs, isDark }: MergedArrival): Arrival {
  const events = runs.map((run) => run.state.event)
  return {
    placement,
    at,
    outcome,
    liveRule: outcome === 'SUCCEEDED' ? liveRuleOf(events[0]) : null,
    startedAt: extreme(
      events.map((event) => event.startedAt),
      Math.min,
    ),
    finishedAt: extreme(
      events.map((event) => event.finishedAt),
      Math.max,
    ),
    ...(isDark === true && { isDark }),
  }
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted()
}

/** The deployment as far as its own reports tell; what failed and what it repaired is settled afterwards. */
export function describe(given: Description): Deployment {
  const { wave, kinds, head } = given
  const events = wave.runs.map((run) => run.state.event)
  const timing = wave.runs.find((run) => run.liveAt === wave.liveAt)
  return {
    key: wave.key,
    at: wave.at,
    startedAt: wave.startedAt,
    finishedAt: wave.finishedAt,
    liveAt: wave.liveAt,
    firstLiveAt: wave.firstLiveAt,
    liveRule: wave.liveAt === null ? null : liveRuleOf(timing?.state.event),
    kind: kinds.kind,
    computedKind: kinds.computed,
    statedKind: kinds.stated,
    overrideKind: kinds.overridden,
    outcome: wave.outcome,
    // A run that was tried again and succeeded still holds why it was aborted before.
    abortReason: wave.outcome === 'SUCCEEDED' ? null : newestOf(wave.runs, (state) => state.event.abortReason),
    identity: wave.identity,
    version: versionLabel(wave.identity),
    sha: head?.sha ?? null,
    repository: head?.repository ?? null,
    images: imagesOf(wave),
    configRepository: newestOf(wave.runs, (state) => state.event.configRepository),
    configSha: configShaOf(wave.runs),
    arrivals: wave.arrivals.map(arrivalOf),
    reports: reportsOf(wave, given.rollbacks),
    overrides: kinds.overrides,
    labels: unique(events.flatMap((event) => event.labels ?? [])),
    attributes: Object.assign({}, ...events.map((event) => event.attributes ?? {})) as Deployment['attributes'],
    links: given.links,
    flags: given.flags,
    previousKey: given.previousKey,
    frontier: given.frontier,
    included: given.included,
    rework: [],
    revertsOf: [],
    remediates: unique(events.flatMap((event) => event.remediates ?? [])),
    hotfix: false,
    rolledPast: false,
    failureKey: null,
  }
}
