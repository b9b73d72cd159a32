import type { DeploymentKind } from '#domain/delivery-event'
import type { OverrideState, RollbackState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Deployment, Wait } from '#domain/stream-history'
import { madeAnewAttribute, thirdPartyAttribute } from '#domain/statement-attributes'
import type { SourceCommit } from './artifact-links.ts'
import { type AppliedConfiguration, appliedConfiguration, askedBy, unknownChanges } from './applied-configuration.ts'
import { describe } from './describe.ts'
import { applied, standing } from './overrides.ts'
import { hydrationLinks, referencedCommits } from './referenced-commits.ts'
import { type Shipment, type Shipped, shipmentOf } from './shipment.ts'
import type { SequenceInput } from './stream-input.ts'
import { verdict } from './verdict.ts'
import { artifactWait, commitLink, headsOf, includesOf, thirdPartyLink } from './version-commits.ts'
import { reconcileLink } from './waiting.ts'
import { advance, type Walked } from './walk.ts'
import { configShaOf, newestOf, type Wave } from './waves.ts'

/** A deployment of the tail before it is known what failed, with the commits that it brought. */
export interface Step {
  readonly deployment: Deployment
  readonly wave: Wave
  readonly shipments: readonly Shipment[]
  /** Commit of the configuration that asked for the version, else that it is of; null where none is known. */
  readonly askedBy: string | null
  /** When the artifact of its version was published; null where none is known. */
  readonly builtAt: Instant | null
}

/** What the walk looks up beside the stream itself. */
export interface Corrections {
  readonly kinds: ReadonlyMap<string, readonly OverrideState[]>
}

const shippingKinds: ReadonlySet<DeploymentKind> = new Set(['CODE'])

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

/** What says more of a wave than its runs. */
interface Told {
  readonly rollbacks: readonly RollbackState[]
  readonly configuration: AppliedConfiguration
}

function kindsOf(
  wave: Wave,
  head: SourceCommit | undefined,
  { rollbacks, configuration }: Told,
  walked: Walked,
  input: SequenceInput,
  corrections: Corrections,
) {
  const reached = wave.arrivals.map((arrival) => arrival.placement).filter((placement) => placement !== '')
  const computed = verdict({
    identity: wave.identity,
    configuration,
    live: walked.live,
    isShared: isShared(wave, input),
    isMadeAnew: wave.runs.some(({ state }) => state.event.attributes?.[madeAnewAttribute] === true),
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
  return {
    computed,
    stated,
    overridden,
    overrides: overrides.map((override) => applied(override)),
    kind: overridden ?? stated ?? computed,
  }
}

/**
 * The change of a CONFIG deployment is what its sender listed, else what was changed below the path that was applied, else the last
 * config commit.
 */
function configShipments(
  wave: Wave,
  includes: readonly string[],
  shipped: Shipped,
  { brought }: AppliedConfiguration,
): Shipment[] {
  if (includes.length > 0) return shipped.shipments.filter((shipment) => shipment.method === 'INCLUDES')
  if (brought !== null)
    return brought.shas.length === 0 ? [] : [{ ...brought, method: 'CONFIG_COMMIT', confidence: 'HIGH' }]
  const repository = newestOf(wave.runs, (state) => state.event.configRepository)
  const sha = configShaOf(wave.runs)
  if (repository === null || sha === null) return []
  return [{ repository, shas: [sha], method: 'CONFIG_COMMIT', confidence: 'MEDIUM' }]
}

/** Built by others, as its reports say and no commit contradicts: the commit of the configuration is the change. */
function isOfOthers(wave: Wave, heads: readonly SourceCommit[]): boolean {
  return heads.length === 0 && wave.runs.some(({ state }) => state.event.attributes?.[thirdPartyAttribute] === true)
}

/** The next deployment of a stream that is walked, with what it waits for. */
export function stepOf(
  wave: Wave,
  rollbacks: readonly RollbackState[],
  walked: Walked,
  input: SequenceInput,
  corrections: Corrections,
): { step: Step; waits: Wait[] } {
  const told = headsOf(wave, input)
  const referenced = told.length > 0 ? null : referencedCommits(wave, walked, input)
  const heads = referenced?.heads[0] === undefined ? told : referenced.heads
  const head =
    heads.find(
      (source) => source.repository === (newestOf(wave.runs, (state) => state.event.repository) ?? input.repository),
    ) ?? heads[0]
  const configuration = appliedConfiguration(wave, walked, input)
  const kinds = kindsOf(wave, head, { rollbacks, configuration }, walked, input, corrections)
  const unseen = kinds.computed === 'REDEPLOY' || kinds.kind === 'CONFIG' ? configuration.unknown : []
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
  const others = isOfOthers(wave, heads)
  const deployment = describe({
    wave,
    kinds,
    head: head ?? null,
    rollbacks,
    previousKey: walked.live?.key ?? null,
    frontier: isLive && kinds.kind === 'CODE' ? shipped.frontier : walked.frontier,
    included: isLive ? shipped.included : [],
    links: [
      ...commitLink(wave, told),
      ...(referenced?.links ?? []),
      ...(others ? thirdPartyLink(wave) : []),
      ...hydrationLinks(wave),
      ...reconcileLink(wave),
      ...unknownChanges(unseen),
      ...(quiet ? [] : shipped.links),
    ],
    flags: quiet ? [] : shipped.flags.filter((flag) => !others || flag !== 'MISSING_COMMIT'),
  })
  const published = wave.runs.map((run) => run.link?.publishedAt ?? null).filter((at) => at !== null)
  const byConfig = kinds.kind === 'CONFIG' || (others && walked.live !== null)
  const shipping = byConfig ? configShipments(wave, includes, shipped, configuration) : shipped.shipments
  const shipments = isLive ? shipping : []
  const waits = [...shipped.waits, ...artifactWait(wave, heads)].map((wait) => ({ ...wait, since: deployment.at }))
  const step = {
    deployment,
    wave,
    shipments: kinds.kind === 'CODE' || kinds.kind === 'CONFIG' ? shipments : [],
    askedBy: askedBy(wave),
    builtAt: published.length === 0 ? null : Math.max(...published),
  }
  walked.placed.add(deployment)
  if (isLive) advance(walked, deployment)
  return { step, waits }
}
