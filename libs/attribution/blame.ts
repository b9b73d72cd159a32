import type { OverrideEvent } from '#domain/delivery-event'
import type { FlagState, IncidentState, OverrideState } from '#domain/entity-state'
import type { Tier } from '#domain/environment'
import type { Instant } from '#domain/instant'
import type { FailureSign, Rules } from '#domain/rules'
import type { Confidence, Deployment, FailureBasis, Link } from '#domain/stream-history'
import { blameWindow } from '#domain/blame-window'
import { isForward, isMove, type ReportOf, type Undone } from './culprit.ts'
import { isCertain, type LinkedFlag, SwitchedFlags } from './flags.ts'
import { type Impact, impactOf } from './impact.ts'
import { type Candidate, matching, type Reference, resolve, standing } from './overrides.ts'

/** An incident as corrected, with its impact and the deployment it belongs to, if any. */
export interface Blamed {
  readonly incident: IncidentState
  readonly overrides: readonly OverrideState[]
  readonly classification: NonNullable<IncidentState['event']['classification']>
  readonly impact: Impact
  readonly flags: readonly LinkedFlag[]
  readonly culprit: Deployment | null
  readonly basis: FailureBasis | null
  readonly confidence: Confidence
  readonly link: Link | null
  /** A correction says that no deployment of this stream caused it. */
  readonly noDeployment: boolean
}

export interface BlameInput {
  readonly service: string
  readonly tier: Tier
  readonly incidents: readonly IncidentState[]
  /** Of any service, under the ids that flags name. */
  readonly namesakes: readonly IncidentState[]
  readonly overrides: ReadonlyMap<string, readonly OverrideState[]>
  /** By entity of an incident, what became part of it. */
  readonly flaps: ReadonlyMap<string, readonly IncidentState[]>
  /** Of the environment. */
  readonly flags: readonly FlagState[]
  /** All deployments of the stream, in stream order. */
  readonly deployments: readonly Deployment[]
  readonly reports: readonly ReportOf[]
  /** These reports, and those of other streams under the ids by which incidents and corrections name one. */
  readonly known: readonly Candidate[]
  readonly undone: readonly Undone[]
  /** Deployment that shipped a sha, by full sha. */
  readonly shippedBy: (sha: string) => Deployment | null
  readonly rules: Rules
}

interface Verdict {
  readonly culprit: Deployment
  readonly basis: FailureBasis
  readonly confidence: Confidence
  readonly statements: readonly string[]
}

function counts(sign: FailureSign, { rules }: BlameInput): boolean {
  return rules.failureSigns.includes(sign)
}

const barsHeuristic: ReadonlySet<string> = new Set(['external', 'infrastructure'])

/** Null where the reference means nothing, several things, or a deployment of another stream. */
function deploymentMeant(reference: Reference, input: BlameInput): Deployment | null {
  const meant = resolve(reference, input.known)
  return meant === null ? null : (input.reports.find(({ entity }) => entity === meant.entity)?.deployment ?? null)
}

/** How a correction names a deployment; null where it names none. */
function deploymentNamed({ deploymentId: id, deploymentSource, source: speaker }: OverrideEvent): Reference | null {
  return id === undefined ? null : { id, source: deploymentSource, speaker }
}

/** The newest correction that stands and says what caused the incident; one that names a deployment does once that is known. */
function placing(overrides: readonly OverrideState[], input: BlameInput): OverrideState | undefined {
  return standing(
    overrides.filter(({ event }) => {
      const named = deploymentNamed(event)
      return named === null ? event.noDeployment === true : matching(named, input.known).length > 0
    }),
  )
}

/** Undefined: no correction says anything that counts yet; null: one says that no deployment of this stream is to blame. */
function byOverride(overrides: readonly OverrideState[], input: BlameInput): Verdict | null | undefined {
  const said = placing(overrides, input)
  if (said === undefined) return undefined
  const named = deploymentNamed(said.event)
  const culprit = named === null ? null : deploymentMeant(named, input)
  return culprit === null ? null : { culprit, basis: 'OVERRIDE', confidence: 'HIGH', statements: said.statements }
}

/** Whether a correction says that no deployment of this stream caused the incident: none at all, or a known one of another. */
function isSettledOtherwise(overrides: readonly OverrideState[], input: BlameInput): boolean {
  const said = placing(overrides, input)
  if (said === undefined) return false
  const named = deploymentNamed(said.event)
  return named === null || (resolve(named, input.known) !== null && deploymentMeant(named, input) === null)
}

/** Undefined: it names nothing; null: it names something that is not of this stream. */
function byExplicitId(incident: IncidentState, input: BlameInput): Verdict | null | undefined {
  const { deploymentId, deploymentSource, causedBySha, source } = incident.event
  if (deploymentId === undefined && causedBySha === undefined) return undefined
  const named =
    deploymentId === undefined
      ? null
      : deploymentMeant({ id: deploymentId, source: deploymentSource, speaker: source }, input)
  const culprit = named ?? (causedBySha === undefined ? null : input.shippedBy(causedBySha))
  return culprit === null ? null : { culprit, basis: 'EXPLICIT', confidence: 'HIGH', statements: incident.statements }
}

/** A rollback, revert or hotfix of a deployment, when the incident opened while that deployment was live. */
function byRemedy(openedAt: Instant, input: BlameInput): Verdict | undefined {
  const within = (culprit: Deployment, end: Deployment): boolean => culprit.at <= openedAt && openedAt <= end.at
  for (const { culprits, rollback } of counts('ROLLBACK', input) ? input.undone.toReversed() : []) {
    const culprit = culprits.findLast((each) => within(each, rollback))
    if (culprit !== undefined) return { culprit, basis: 'ROLLBACK', confidence: 'MEDIUM', statements: [] }
  }
  const live = input.deployments.filter((deployment) => deployment.liveAt !== null)
  const byKey = new Map(live.map((deployment) => [deployment.key, deployment]))
  for (const remedy of counts('REVERT', input) ? live : []) {
    const reverted = remedy.revertsOf
      .map((key) => byKey.get(key))
      .find((culprit) => culprit !== undefined && within(culprit, remedy))
    if (reverted !== undefined) return { culprit: reverted, basis: 'REVERT', confidence: 'MEDIUM', statements: [] }
  }
  for (const remedy of counts('HOTFIX', input) ? live : []) {
    for (const id of remedy.remediates) {
      const named = resolve(
        { id, source: undefined, speaker: remedy.reports[0]?.source ?? '' },
        input.reports,
      )?.deployment
      if (named !== undefined && within(named, remedy))
        return { culprit: named, basis: 'HOTFIX', confidence: 'MEDIUM', statements: [] }
    }
  }
  return undefined
}

function byTimeAlone(incident: IncidentState, input: BlameInput, liveTimes: readonly Instant[]): Verdict | undefined {
  if (!counts('TIME_ONLY', input)) return undefined
  if (barsHeuristic.has(incident.event.cause ?? 'unknown')) return undefined
  const { openedAt } = incident.event
  const last = input.deployments.findLast(
    (deployment) => deployment.liveAt !== null && deployment.liveAt <= openedAt && isMove(deployment),
  )
  // What a rollback brought back had been live before: it is not blamed by time alone, and what it undid is gone.
  if (last?.liveAt == null || !isForward(last)) return undefined
  const window = input.rules.blameWindow ?? blameWindow(liveTimes, openedAt)
  if (openedAt - last.liveAt > window) return undefined
  return { culprit: last, basis: 'TIME_ONLY', confidence: 'LOW', statements: incident.statements }
}

function classificationOf(incident: IncidentState, overrides: readonly OverrideState[]): Blamed['classification'] {
  const corrected = standing(overrides.filter(({ event }) => event.classification !== undefined))?.event.classification
  if (corrected !== undefined) return corrected
  if (incident.event.cancelledAt !== undefined) return 'false_positive'
  if (incident.event.duplicateOf !== undefined) return 'duplicate'
  return incident.event.classification ?? 'incident'
}

/** A correction may move an incident to another service. */
export function concerns(overrides: readonly OverrideState[], service: string): boolean {
  const moved = standing(overrides.filter(({ event }) => event.service !== undefined))?.event.service
  return moved === undefined || moved === service
}

/**
 * Which deployment each incident belongs to, by the ladder: correction, explicit id, rollback or revert or hotfix of the
 * deployment that was live when it opened, time alone (LOW), none. Never across services, never silently.
 */
export function blame(input: BlameInput): Blamed[] {
  const liveTimes = input.deployments
    .filter((deployment) => isForward(deployment) && deployment.liveAt !== null)
    .map((deployment) => deployment.liveAt as Instant)
  const switchedFlags = new SwitchedFlags(input)
  const blamed: Blamed[] = []
  for (const incident of input.incidents.toSorted(
    (a, b) => a.event.openedAt - b.event.openedAt || (a.entity < b.entity ? -1 : 1),
  )) {
    const overrides = input.overrides.get(incident.entity) ?? []
    if (!concerns(overrides, input.service)) continue
    const flags = switchedFlags.of(incident)
    const switched = flags.filter(isCertain).map(({ flag }) => flag)
    const classification = classificationOf(incident, overrides)
    const verdict = classification === 'incident' ? ladder(incident, overrides, input, liveTimes) : null
    blamed.push({
      incident,
      overrides,
      classification,
      impact: impactOf(incident, switched, input.rules.reopenWindow),
      flags,
      culprit: verdict?.culprit ?? null,
      basis: verdict?.basis ?? null,
      confidence: verdict?.confidence ?? 'LOW',
      link: verdict === null ? null : linkOf(incident, verdict),
      noDeployment: isSettledOtherwise(overrides, input),
    })
  }
  return blamed
}

/** An incident as references name it. */
export function asCandidate(found: Blamed): Blamed & Candidate {
  const { entity, event } = found.incident
  return { ...found, entity, source: event.source, externalId: event.id }
}

function linkOf({ event }: IncidentState, { culprit, basis, confidence, statements }: Verdict): Link {
  return {
    from: `incident ${event.source}/${event.id}`,
    to: `deployment ${culprit.key}`,
    method: basis,
    confidence,
    at: event.openedAt,
    statements: [...statements].toSorted(),
    missing: false,
  }
}

function ladder(
  incident: IncidentState,
  overrides: readonly OverrideState[],
  input: BlameInput,
  liveTimes: readonly Instant[],
): Verdict | null {
  const corrected = byOverride(overrides, input)
  if (corrected !== undefined) return corrected
  const explicit = byExplicitId(incident, input)
  // What it names elsewhere bars all else, whether or not a name is a sign.
  if (explicit === null || (explicit !== undefined && counts('EXPLICIT', input))) return explicit
  return byRemedy(incident.event.openedAt, input) ?? byTimeAlone(incident, input, liveTimes) ?? null
}
