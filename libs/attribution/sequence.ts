import type { DeploymentKind } from '#domain/delivery-event'
import type { OverrideState, RollbackState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Deployment, Link, Wait } from '#domain/stream-history'
import { arrivalsOf } from './arrivals.ts'
import { ArtifactIndex, type SourceCommit } from './artifact-links.ts'
import { describe } from './describe.ts'
import { applied, candidatesOf, kindOverrides, standing } from './overrides.ts'
import { placeRollbacks } from './rollback-events.ts'
import { type Shipment, type Shipped, shipmentOf } from './shipment.ts'
import { shaLinkOf } from './stated-rules.ts'
import type { SequenceInput } from './stream-input.ts'
import { type LiveState, verdict } from './verdict.ts'
import { LiveVersions, mergeIdentity, sameVersion } from './version.ts'
import { newestOf, type Wave, wavesOf } from './waves.ts'

/** A deployment of the tail before it is known what failed, with the commits that it brought. */
export interface Step {
  readonly deployment: Deployment
  readonly wave: Wave
  readonly shipments: readonly Shipment[]
  /** When the artifact of its version was published; null where none is known. */
  readonly builtAt: Instant | null
}

/** Runs merged into deployments, with kind, outcome and the commits that each one brought. */
export interface Sequence {
  readonly input: SequenceInput
  /** In stream order; the facts before the tail are `input.before`. */
  readonly steps: readonly Step[]
  readonly waits: readonly Wait[]
  /** Commits that the second step needs in full: the new ones of the tail, by repository. */
  readonly asked: ReadonlyMap<string, ReadonlySet<string>>
}

/** What the walk looks up beside the stream itself. */
interface Corrections {
  readonly kinds: ReadonlyMap<string, readonly OverrideState[]>
}

/** What is known of the stream while its deployments are walked in order. */
interface Walked {
  readonly versions: LiveVersions
  readonly places: Set<string>
  frontier: readonly string[]
  live: (LiveState & { readonly key: string; readonly sha: string | null; readonly repository: string | null }) | null
}

const shippingKinds: ReadonlySet<DeploymentKind> = new Set(['CODE'])

function start(before: readonly Deployment[]): Walked {
  const walked: Walked = { versions: new LiveVersions(), places: new Set(), frontier: [], live: null }
  for (const deployment of before) if (deployment.liveAt !== null) advance(walked, deployment)
  return walked
}

/** The repository that a commit is said to be of; where that one lacks it, the only one that has it. */
function homeOf(sha: string, said: string, { graphs }: SequenceInput): string {
  const known = [...graphs.entries()].filter(([, graph]) => graph.has(sha)).map(([name]) => name)
  const [only, ...others] = known
  return only === undefined || others.length > 0 || known.includes(said) ? said : only
}

/** The commits of a version: the stated one, else those behind its artifact. */
function headsOf(wave: Wave, input: SequenceInput): SourceCommit[] {
  const heads = new Map<string, SourceCommit>()
  const sha = newestOf(wave.runs, (state) => state.event.sha)
  if (sha !== null) {
    const stated = newestOf(wave.runs, (state) => state.event.repository)
    const repository = homeOf(sha, stated ?? input.repository, input)
    heads.set(repository, { repository, sha })
  }
  for (const run of wave.runs) {
    for (const source of run.link?.sources ?? [])
      if (!heads.has(source.repository)) heads.set(source.repository, source)
  }
  if (sha === null && heads.size === 0 && wave.identity.sha !== null) {
    heads.set(input.repository, { repository: input.repository, sha: wave.identity.sha })
  }
  return [...heads.values()]
}

/** `includes` of all reports, each in the first repository whose graph has it, else in the service's own. */
function includesOf(wave: Wave, input: SequenceInput): string[] {
  const shas = new Set(wave.runs.flatMap((run) => run.state.event.includes ?? []))
  const config = newestOf(wave.runs, (state) => state.event.configRepository)
  const places = [input.repository, ...(config === null ? [] : [config]), ...[...input.graphs.keys()].toSorted()]
  return [...shas]
    .map((sha) => `${places.find((place) => input.graphs.get(place)?.has(sha)) ?? input.repository}@${sha}`)
    .toSorted()
}

function isStrictAncestor(head: SourceCommit | undefined, live: Walked['live'], input: SequenceInput): boolean {
  if (head === undefined || live?.sha == null || head.sha === live.sha || live.repository !== head.repository)
    return false
  return input.graphs.get(head.repository)?.isAncestor(head.sha, live.sha) ?? false
}

function isShared(wave: Wave, { shared }: SequenceInput): boolean {
  return wave.runs.some(({ state: { event } }) =>
    shared?.has(`${event.configRepository ?? ''}@${event.configRevision ?? ''}`),
  )
}

function kindsOf(
  wave: Wave,
  head: SourceCommit | undefined,
  rollbacks: readonly RollbackState[],
  walked: Walked,
  input: SequenceInput,
  corrections: Corrections,
) {
  const configSha = newestOf(wave.runs, (state) => state.event.configSha)
  const reached = wave.arrivals.map((arrival) => arrival.placement).filter((placement) => placement !== '')
  const computed = verdict({
    identity: wave.identity,
    configSha,
    live: walked.live,
    isShared: isShared(wave, input),
    newPlacesOnly:
      reached.length > 0 && walked.places.size > 0 && reached.every((placement) => !walked.places.has(placement)),
    firstLiveAt: walked.versions.firstLiveAt(wave.identity),
    liveFirstLiveAt: walked.live === null ? null : walked.versions.firstLiveAt(walked.live.identity),
    isAncestor: isStrictAncestor(head, walked.live, input),
  })
  const stated = newestOf(wave.runs, (state) => state.event.kind) ?? (rollbacks.length === 0 ? null : 'ROLLBACK')
  // What a rollback made is told by the rollback's own statement.
  const told = new Set([...wave.runs.map(({ state }) => state.entity), ...rollbacks.map(({ entity }) => entity)])
  const overrides = [...told].flatMap((entity) => corrections.kinds.get(entity) ?? [])
  const overridden = standing(overrides)?.event.kind ?? null
  return { computed, stated, overridden, overrides: overrides.map(applied), kind: overridden ?? stated ?? computed }
}

/** The last config commit is the change of a CONFIG deployment, unless its sender listed the whole range. */
function configShipments(wave: Wave, includes: readonly string[], shipped: Shipped): Shipment[] {
  if (includes.length > 0) return shipped.shipments.filter((shipment) => shipment.method === 'INCLUDES')
  const repository = newestOf(wave.runs, (state) => state.event.configRepository)
  const sha = newestOf(wave.runs, (state) => state.event.configSha)
  if (repository === null || sha === null) return []
  return [{ repository, shas: [sha], method: 'CONFIG_COMMIT', confidence: 'MEDIUM' }]
}

function commitLink(wave: Wave, heads: readonly SourceCommit[]): Link[] {
  return heads.map(({ repository, sha }) => {
    const linked = wave.runs.find((run) =>
      run.link?.sources.some((source) => source.sha === sha && source.repository === repository),
    )
    const stated = wave.runs.filter((run) => run.state.event.sha === sha)
    const byWord = stated.length > 0
    const found = stated.map((run) => shaLinkOf(run.state.event))
    const word = found.find((link) => link.method === 'STATED_SHA') ?? found[0]
    return {
      from:
        linked?.link == null || byWord
          ? 'deployment'
          : `artifact ${wave.identity.digests.join() || wave.identity.imageTag || wave.identity.version || ''}`,
      to: `commit ${repository}@${sha}`,
      method: word?.method ?? linked?.link?.method ?? 'STATED_SHA',
      confidence: word?.confidence ?? linked?.link?.confidence ?? 'MEDIUM',
      statements: byWord ? stated.flatMap((run) => run.state.statements).toSorted() : (linked?.link?.statements ?? []),
      missing: false,
    }
  })
}

function artifactWait(wave: Wave, heads: readonly SourceCommit[]): Omit<Wait, 'since'>[] {
  if (heads.length > 0) return []
  const { digests, version, imageTag } = wave.identity
  return [...digests, version, imageTag]
    .filter((name) => name !== null)
    .map((reference) => ({ kind: 'artifact', reference }))
}

function stepOf(
  wave: Wave,
  rollbacks: readonly RollbackState[],
  walked: Walked,
  input: SequenceInput,
  corrections: Corrections,
): { step: Step; waits: Wait[] } {
  const heads = headsOf(wave, input)
  const head =
    heads.find(
      (source) => source.repository === (newestOf(wave.runs, (state) => state.event.repository) ?? input.repository),
    ) ?? heads[0]
  const kinds = kindsOf(wave, head, rollbacks, walked, input, corrections)
  const isLive = wave.liveAt !== null
  const includes = includesOf(wave, input)
  const ships = isLive && (shippingKinds.has(kinds.kind) || (kinds.kind === 'CONFIG' && includes.length > 0))
  const shipped = shipmentOf({
    wave,
    heads: kinds.kind === 'CONFIG' ? [] : heads,
    includes: wave.runs.some((run) => run.state.event.includes !== undefined) ? includes : null,
    graphs: input.graphs,
    frontier: walked.frontier,
    ships,
    hasPredecessor: walked.live !== null,
  })
  const quiet = kinds.kind !== 'CODE' || !isLive
  const deployment = describe({
    wave,
    kinds,
    head: head ?? null,
    rollbacks,
    previousKey: walked.live?.key ?? null,
    frontier: isLive && kinds.kind === 'CODE' ? shipped.frontier : walked.frontier,
    included: isLive ? shipped.included : [],
    links: [...commitLink(wave, heads), ...(quiet ? [] : shipped.links)],
    flags: quiet ? [] : shipped.flags,
  })
  const published = wave.runs.map((run) => run.link?.publishedAt ?? null).filter((at) => at !== null)
  const shipping = kinds.kind === 'CONFIG' ? configShipments(wave, includes, shipped) : shipped.shipments
  const shipments = isLive ? shipping : []
  const waits = [...shipped.waits, ...artifactWait(wave, heads)].map((wait) => ({ ...wait, since: deployment.at }))
  const step = {
    deployment,
    wave,
    shipments: kinds.kind === 'CODE' || kinds.kind === 'CONFIG' ? shipments : [],
    builtAt: published.length === 0 ? null : Math.max(...published),
  }
  if (isLive) advance(walked, deployment)
  return { step, waits }
}

function advance(walked: Walked, deployment: Deployment): void {
  walked.versions.add(deployment.identity, deployment.firstLiveAt ?? deployment.at)
  for (const arrival of deployment.arrivals) if (arrival.outcome === 'SUCCEEDED') walked.places.add(arrival.placement)
  walked.frontier = deployment.frontier
  const { live } = walked
  const isAgain = live !== null && sameVersion(deployment.identity, live.identity)
  walked.live = {
    key: deployment.key,
    // Who tells it again may know less of it.
    identity: isAgain ? mergeIdentity(deployment.identity, live.identity) : deployment.identity,
    configSha: deployment.configSha ?? live?.configSha ?? null,
    sha: isAgain ? (deployment.sha ?? live.sha) : deployment.sha,
    repository: isAgain && deployment.sha === null ? live.repository : deployment.repository,
  }
}

function askedOf(steps: readonly Step[]): Map<string, Set<string>> {
  const asked = new Map<string, Set<string>>()
  const ask = (repository: string, shas: readonly string[]): void => {
    const known = asked.get(repository) ?? new Set<string>()
    for (const sha of shas) known.add(sha)
    asked.set(repository, known)
  }
  for (const { deployment, shipments } of steps) {
    for (const shipment of shipments) ask(shipment.repository, shipment.shas)
    if (deployment.configRepository !== null && deployment.configSha !== null)
      ask(deployment.configRepository, [deployment.configSha])
  }
  return asked
}

/** First step: order the runs, merge arrivals, name the kinds, and walk the commit graph. */
export function sequence(input: SequenceInput): Sequence {
  const artifacts = new ArtifactIndex(input.artifacts, (sha) => homeOf(sha, input.repository, input))
  const reported = arrivalsOf(input, artifacts)
  const settled = new Set(input.before.flatMap((deployment) => deployment.reports.map((report) => report.entity)))
  const fresh = input.rollbacks.filter(
    (rollback) => rollback.event.at >= input.from - input.rules.mergeWindow && !settled.has(rollback.entity),
  )
  const earlier = input.before.flatMap((deployment) =>
    deployment.liveAt === null
      ? []
      : [
          {
            at: deployment.liveAt,
            identity: deployment.identity,
            ids: deployment.reports.flatMap((report) => report.externalId ?? []),
          },
        ],
  )
  const placed = placeRollbacks(fresh, reported.arrivals, earlier, input.rules)
  const walked = start(input.before)
  const reports = [
    ...input.before.flatMap((deployment) => deployment.reports),
    ...placed.arrivals.flatMap((arrival) =>
      arrival.runs.map(({ state }) => ({
        entity: state.entity,
        source: state.event.source,
        externalId: state.event.id ?? null,
      })),
    ),
    ...candidatesOf([...input.rollbacks, ...(input.namesakes ?? [])]),
  ]
  const corrections: Corrections = { kinds: kindOverrides(input.overrides, reports) }
  const steps: Step[] = []
  const waits: Wait[] = [...reported.waits]
  for (const wave of wavesOf(placed.arrivals, input.rules)) {
    const rollbacks = wave.runs.flatMap((run) => placed.byRun.get(run.state.entity) ?? [])
    const done = stepOf(wave, rollbacks, walked, input, corrections)
    steps.push(done.step)
    waits.push(...done.waits)
  }
  return { input, steps, waits, asked: askedOf(steps) }
}
