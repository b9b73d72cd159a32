import type { Instant, Milliseconds } from '#domain/instant'
import type { FailureSign } from '#domain/rules'
import type {
  Confidence,
  Deployment,
  Failure,
  FailureBasis,
  ImpactInterval,
  Link,
  RemedyKind,
  RestoreRule,
} from '#domain/stream-history'
import { asCandidate, type Blamed } from './blame.ts'
import { flagLink, isCertain } from './flags.ts'
import type { Undone } from './culprit.ts'
import { joinWithin } from './impact.ts'
import { type Candidate, resolve } from './overrides.ts'
import type { ReportOf } from './culprit.ts'

/** A deployment that repaired another. */
export interface Remedy {
  readonly deployment: Deployment
  readonly culpritKey: string
  readonly kind: Extract<RemedyKind, 'ROLLBACK' | 'ROLL_FORWARD'>
  /** Makes a failure of its own, without any incident. */
  readonly shows: Extract<FailureSign, 'EXPLICIT' | 'ROLLBACK' | 'REVERT'> | null
  readonly confidence: Confidence
}

/** Gaps without impact of up to this length belong to the recovery. */
const longestGap: Milliseconds = 24 * 60 * 60 * 1_000

const strength: readonly FailureBasis[] = ['OVERRIDE', 'EXPLICIT', 'ROLLBACK', 'REVERT', 'HOTFIX', 'TIME_ONLY']

/** What a deployment repairs: what it reverts, and what it says, each by its source's own name of it first. */
function repairedBy(
  deployment: Deployment,
  reports: readonly ReportOf[],
  incidents: readonly (Candidate & Pick<Blamed, 'culprit'>)[],
): Remedy[] {
  const kind = deployment.kind === 'ROLLBACK' ? 'ROLLBACK' : 'ROLL_FORWARD'
  const remedies: Remedy[] = deployment.revertsOf.map((culpritKey) => ({
    deployment,
    culpritKey,
    kind,
    shows: 'REVERT',
    confidence: 'MEDIUM',
  }))
  const speaker = deployment.reports[0]?.source ?? ''
  for (const id of deployment.remediates) {
    const reference = { id, source: undefined, speaker }
    const named = resolve(reference, reports)?.deployment
    if (named !== undefined && named.key !== deployment.key)
      remedies.push({ deployment, culpritKey: named.key, kind, shows: 'EXPLICIT', confidence: 'HIGH' })
    const culprit = resolve(reference, incidents)?.culprit ?? null
    if (culprit !== null) remedies.push({ deployment, culpritKey: culprit.key, kind, shows: null, confidence: 'HIGH' })
  }
  return remedies
}

/** Keys of the incidents that each deployment repairs, by the deployment's own word or by the incident's fixing commit. */
export function repairedIncidents(
  deployments: readonly Deployment[],
  blamed: readonly Blamed[],
  fixedBy: (sha: string) => Deployment | null,
): ReadonlyMap<string, readonly string[]> {
  const repaired = new Map<string, Set<string>>()
  const add = (deploymentKey: string, incidentKey: string): void => {
    repaired.set(deploymentKey, (repaired.get(deploymentKey) ?? new Set()).add(incidentKey))
  }
  const incidents = blamed.map(asCandidate)
  for (const { key, remediates, reports } of deployments) {
    for (const id of remediates) {
      const named = resolve({ id, source: undefined, speaker: reports[0]?.source ?? '' }, incidents)
      if (named !== null) add(key, `${named.source}/${named.externalId}`)
    }
  }
  for (const { incident, culprit } of blamed) {
    const { fixedBySha, source, id } = incident.event
    const fix = fixedBySha === undefined || culprit === null ? null : fixedBy(fixedBySha)
    if (fix !== null) add(fix.key, `${source}/${id}`)
  }
  return new Map([...repaired].map(([key, incidentKeys]) => [key, [...incidentKeys].toSorted()]))
}

/** Everything that repaired something: rollbacks, reverts, and deployments that say what they remedy. */
export function remediesOf(
  deployments: readonly Deployment[],
  undone: readonly Undone[],
  blamed: readonly Blamed[],
  reports: readonly ReportOf[],
  fixedBy: (sha: string) => Deployment | null,
): Remedy[] {
  const remedies: Remedy[] = []
  for (const { rollback, culprits, stated } of undone) {
    for (const { key } of culprits) {
      remedies.push({
        deployment: rollback,
        culpritKey: key,
        kind: 'ROLLBACK',
        shows: 'ROLLBACK',
        confidence: key === stated ? 'HIGH' : 'MEDIUM',
      })
    }
  }
  const incidents = blamed.map(asCandidate)
  for (const deployment of deployments)
    if (deployment.liveAt !== null) remedies.push(...repairedBy(deployment, reports, incidents))
  for (const { incident, culprit } of blamed) {
    const fix = incident.event.fixedBySha === undefined ? null : fixedBy(incident.event.fixedBySha)
    if (fix !== null && culprit !== null)
      remedies.push({ deployment: fix, culpritKey: culprit.key, kind: 'ROLL_FORWARD', shows: null, confidence: 'HIGH' })
  }
  return remedies
}

function strongest<T extends { basis: FailureBasis; confidence: Confidence }>(shown: readonly T[]): T {
  return shown.toSorted((a, b) => strength.indexOf(a.basis) - strength.indexOf(b.basis))[0] as T
}

function remedyLink(remedy: Remedy): Link {
  return {
    from: `deployment ${remedy.deployment.key}`,
    to: `deployment ${remedy.culpritKey}`,
    method: remedy.shows ?? 'REMEDIATES',
    confidence: remedy.confidence,
    at: remedy.deployment.at,
    statements: [],
    missing: false,
  }
}

/** An interval that nothing else ended lasts until the first repair that came after it began. */
function settled(own: readonly ImpactInterval[], repairs: readonly Remedy[]): ImpactInterval[] {
  return own.map(({ from, to }) => ({
    from,
    to: to ?? repairs.find(({ deployment }) => deployment.at >= from)?.deployment.at ?? null,
  }))
}

/** What the remedies of a deployment show by themselves, as far as that is a sign of failure. */
function shownBy(
  remedies: readonly Remedy[],
  signs: readonly FailureSign[],
): { readonly basis: FailureBasis; readonly confidence: Confidence }[] {
  return remedies.flatMap(({ shows, confidence }) =>
    shows !== null && signs.includes(shows) ? [{ basis: shows, confidence }] : [],
  )
}

function failureOf(
  culprit: Deployment,
  incidents: readonly Blamed[],
  remedies: readonly Remedy[],
  signs: readonly FailureSign[],
): Failure {
  const shown = [
    ...incidents.map(({ basis, confidence }) => ({ basis: basis as FailureBasis, confidence })),
    ...shownBy(remedies, signs),
  ]
  const best = strongest(shown)
  const startedAt = incidents.length > 0 ? Math.min(...incidents.map(({ impact }) => impact.startedAt)) : culprit.at
  const later = remedies
    .filter((remedy) => remedy.deployment.at >= startedAt)
    .toSorted((a, b) => a.deployment.at - b.deployment.at)
  const raw =
    incidents.length > 0
      ? incidents.flatMap(({ impact }) => settled(impact.intervals, later))
      : settled([{ from: startedAt, to: null }], later)
  const impact = joinWithin(raw, longestGap)
  const open = impact.some((interval) => interval.to === null)
  const restoredAt = open ? null : Math.max(...impact.map((interval) => interval.to as Instant))
  const rule = open ? null : ruleOf(incidents, restoredAt)
  const remedy =
    later.find(({ deployment }) => rule === 'REMEDY_LIVE' && deployment.at === restoredAt) ?? later[0] ?? null
  return {
    key: culprit.key,
    deploymentKey: culprit.key,
    at: culprit.at,
    basis: best.basis,
    confidence: best.confidence,
    incidents: incidents.map(({ incident }) => `${incident.event.source}/${incident.event.id}`).toSorted(),
    impactStartedAt: startedAt,
    restoredAt,
    restoredRule: rule,
    duration: open ? null : impact.reduce((sum, interval) => sum + ((interval.to as Instant) - interval.from), 0),
    impact,
    remedy: open ? null : remedyKind(rule, remedy),
    restoredByKey: remedy?.deployment.key ?? null,
    ...(rule === 'MITIGATED_BY_FLAG' ? flagThatEnded(incidents, restoredAt) : {}),
    links: [
      ...incidents.flatMap(({ link }) => link ?? []),
      ...incidents.flatMap(({ incident, flags }) => flags.map((linked) => flagLink(linked, incident))),
      ...remedies.map(remedyLink),
    ],
  }
}

/** What ended the last impact: the incident that ended last tells, else the remedy did. */
function ruleOf(incidents: readonly Blamed[], restoredAt: Instant | null): RestoreRule {
  const last = incidents.find(({ impact }) => impact.intervals.at(-1)?.to === restoredAt && impact.rule !== null)
  return last?.impact.rule ?? 'REMEDY_LIVE'
}

function flagThatEnded(incidents: readonly Blamed[], restoredAt: Instant | null): Pick<Failure, 'restoredByFlag'> {
  const switched = incidents.flatMap(({ flags }) => flags.filter(isCertain))
  const key = switched.find(({ flag }) => flag.event.at === restoredAt)?.flag.event.key
  return key === undefined ? {} : { restoredByFlag: key }
}

function remedyKind(rule: RestoreRule | null, remedy: Remedy | null): RemedyKind {
  if (rule === 'MITIGATED_BY_FLAG') return 'FLAG'
  return remedy?.kind ?? 'OTHER'
}

/**
 * One failure per deployment that something shows to have degraded the service: incidents that belong to it, a rollback
 * or revert of it, or a deployment that says it repairs it. An aborted one fails only by an explicit link or correction.
 *
 * @param signs what of these counts; incidents are blamed by it already
 */
export function failuresOf(
  deployments: readonly Deployment[],
  blamed: readonly Blamed[],
  remedies: readonly Remedy[],
  signs: readonly FailureSign[],
): Failure[] {
  const failures: Failure[] = []
  for (const deployment of deployments) {
    const incidents = blamed.filter(({ culprit }) => culprit?.key === deployment.key)
    const mine = remedies.filter(({ culpritKey }) => culpritKey === deployment.key)
    const certain = incidents.filter(({ basis }) => basis === 'OVERRIDE' || basis === 'EXPLICIT')
    const counted = deployment.liveAt === null ? certain : incidents
    const shown = deployment.liveAt === null ? [] : shownBy(mine, signs)
    if (counted.length > 0 || shown.length > 0) failures.push(failureOf(deployment, counted, mine, signs))
  }
  return failures
}
