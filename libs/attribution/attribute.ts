import type { CommitState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Deployment, Failure, FlagCode, StreamHistory, StreamIncident } from '#domain/stream-history'
import { asCandidate, blame, type Blamed } from './blame.ts'
import { type ShippedAll, shipAll } from './changes.ts'
import { reportsOf, type Undone, undoneBy } from './culprit.ts'
import { withoutFlaps } from './flaps.ts'
import { incidentFlag } from './flags.ts'
import { failuresOf, remediesOf, repairedIncidents } from './failures.ts'
import { applied, type Candidate, candidatesOf, incidentOverrides, matching } from './overrides.ts'
import { pendingOf } from './pending.ts'
import { type RevertLookup, revertsOf } from './reverts.ts'
import type { Sequence } from './sequence.ts'
import type { Step } from './step.ts'
import type { AttributionInput } from './stream-input.ts'

const hotfixBranch = /^hotfix[/_-]/i

function isHotfix(step: Step, shipped: ShippedAll, labels: ReadonlySet<string>): boolean {
  if (step.deployment.labels.some((label) => labels.has(label.toLowerCase()))) return true
  for (const { repository, shas } of step.shipments) {
    for (const sha of shas) {
      const request = shipped.requests.of(repository, sha)?.state?.event
      if (shipped.shippedBy.get(`${repository}@${sha}`) !== step.deployment.key || request === undefined) continue
      if (
        hotfixBranch.test(request.headBranch ?? '') ||
        request.labels?.some((label) => labels.has(label.toLowerCase()))
      )
        return true
    }
  }
  return false
}

/** The deployments of the tail with what their commits tell: reverts, hotfixes, commits without a body. */
function told(sequence: Sequence, input: AttributionInput, shipped: ShippedAll): Deployment[] {
  const { before, repository, rules } = sequence.input
  const commits = new Map<string, CommitState>(
    input.commits.map((commit) => [`${commit.event.repository ?? repository}@${commit.event.sha}`, commit]),
  )
  const byChange = new Map(shipped.changes.map((change) => [change.key, change.deploymentKey]))
  const lookup: RevertLookup = {
    commits,
    requests: shipped.requests,
    shippedBy: (key) =>
      shipped.shippedBy.get(key) ??
      input.shippedCommits.get(key) ??
      byChange.get(key) ??
      input.shippedChanges.get(key) ??
      null,
    deployments: new Map(
      [...before, ...sequence.steps.map((step) => step.deployment)].map((deployment) => [deployment.key, deployment]),
    ),
  }
  const labels = new Set(rules.hotfixLabels.map((label) => label.toLowerCase()))
  return sequence.steps.map((step) => {
    const flags = new Set<FlagCode>(step.deployment.flags)
    if (shipped.bodiless.has(step.deployment.key)) flags.add('MISSING_COMMIT')
    return {
      ...step.deployment,
      revertsOf: revertsOf(step, lookup, rules),
      hotfix: isHotfix(step, shipped, labels),
      flags: [...flags].toSorted(),
    }
  })
}

function namedByRollbacks(
  sequence: Sequence,
): Map<string, { id: string; source: string | undefined; speaker: string }> {
  const named = new Map<string, { id: string; source: string | undefined; speaker: string }>()
  const byEntity = new Map(sequence.input.rollbacks.map((rollback) => [rollback.entity, rollback]))
  const deployments = [...sequence.input.before, ...sequence.steps.map((step) => step.deployment)]
  for (const deployment of deployments) {
    for (const report of deployment.reports) {
      const event = byEntity.get(report.entity)?.event
      if (event?.deploymentId === undefined) continue
      named.set(deployment.key, { id: event.deploymentId, source: event.deploymentSource, speaker: event.source })
    }
  }
  return named
}

/** Classes of which a deployment that remedies one was not planned. */
const unplanned: ReadonlySet<Blamed['classification']> = new Set(['incident', 'duplicate'])

function reworkOf(
  deployment: Deployment,
  incidents: readonly (Candidate & Pick<Blamed, 'classification'>)[],
  remedyKeys: ReadonlySet<string>,
): Deployment['rework'] {
  const reasons: Deployment['rework'][number][] = []
  if (deployment.kind === 'ROLLBACK') reasons.push('ROLLBACK')
  const speaker = deployment.reports[0]?.source ?? ''
  const named = deployment.remediates.some((id) =>
    matching({ id, source: undefined, speaker }, incidents).some(({ classification }) => unplanned.has(classification)),
  )
  if (named || remedyKeys.has(deployment.key)) reasons.push('INCIDENT')
  if (deployment.revertsOf.length > 0) reasons.push('REVERT')
  if (deployment.hotfix) reasons.push('HOTFIX')
  return reasons
}

function settle(
  deployments: readonly Deployment[],
  blamed: readonly Blamed[],
  undone: readonly Undone[],
  failures: readonly Failure[],
  fixes: ReadonlySet<string>,
  repaired: ReadonlyMap<string, readonly string[]>,
): Deployment[] {
  const failed = new Set(failures.map((failure) => failure.deploymentKey))
  const incidents = blamed.map(asCandidate)
  const passed = new Set(undone.flatMap(({ rolledPast }) => rolledPast.map(({ key }) => key)))
  return deployments.map(({ repairs: _settledBefore, ...deployment }) => ({
    ...deployment,
    failureKey: failed.has(deployment.key) ? deployment.key : null,
    rolledPast: passed.has(deployment.key) && !failed.has(deployment.key),
    rework: reworkOf(deployment, incidents, fixes),
    ...(repaired.has(deployment.key) ? { repairs: repaired.get(deployment.key) ?? [] } : {}),
  }))
}

/** When the impact that lasted at an instant ended; null while it lasts. */
function endOf({ impact }: Failure, at: Instant): Instant | null {
  return impact.findLast(({ from }) => from <= at)?.to ?? null
}

function incidentOf(found: Blamed, failures: ReadonlyMap<string, Failure>): StreamIncident {
  const { event } = found.incident
  const failure = found.culprit === null ? undefined : failures.get(found.culprit.key)
  const last = found.impact.intervals.at(-1)
  const restoredAt = last?.to ?? (failure === undefined || last === undefined ? null : endOf(failure, last.from))
  // What the repair of the deployment ended, it ended for its incidents too.
  const impact = found.impact.intervals.map(({ from, to }) => ({
    from,
    to: to ?? (restoredAt === null ? null : Math.max(from, restoredAt)),
  }))
  return {
    key: `${event.source}/${event.id}`,
    source: event.source,
    externalId: event.id,
    title: event.title ?? null,
    url: event.url ?? null,
    severity: event.severity ?? null,
    openedAt: event.openedAt,
    impactStartedAt: found.impact.startedAt,
    mitigatedAt: event.mitigatedAt ?? null,
    resolvedAt: event.resolvedAt ?? null,
    restoredAt,
    impact,
    classification: found.classification,
    cause: event.cause ?? 'unknown',
    failureKey: failure?.key ?? null,
    ...(found.noDeployment ? { noDeployment: true as const } : {}),
    ...(found.flags.length > 0 ? { flags: found.flags.map(incidentFlag) } : {}),
    overrides: found.overrides.map((override) => applied(override, event.title ?? null)),
  }
}

/**
 * Second step: fold commits into changes, time them, and settle what failed and what repaired it.
 * `deployments` and `failures` of the result are those of the whole stream (a new rollback may blame an old deployment);
 * `changes` and `commits` are those of the tail.
 */
export function attribute(sequence: Sequence, input: AttributionInput): StreamHistory {
  const { before, graphs, overrides, service, rules } = sequence.input
  const shipped = shipAll(sequence, input)
  const deployments = [...before, ...told(sequence, input, shipped)]
  const live = deployments.filter((deployment) => deployment.liveAt !== null)
  const byKey = new Map(deployments.map((deployment) => [deployment.key, deployment]))
  const undone = undoneBy(live, namedByRollbacks(sequence), graphs, rules.blame)
  const reports = reportsOf(deployments)
  const places = [sequence.input.repository, ...[...graphs.keys()].toSorted()]
  const shippedBy = (sha: string): Deployment | null => {
    for (const place of places) {
      const key = `${place}@${sha}`
      const request = shipped.requests.of(place, sha)
      const found =
        shipped.shippedBy.get(key) ??
        input.shippedCommits.get(key) ??
        (request === null ? undefined : input.shippedChanges.get(request.key))
      if (found !== undefined) return byKey.get(found) ?? null
    }
    return live.find((deployment) => deployment.sha === sha) ?? null
  }
  const corrections = incidentOverrides(overrides, [...input.incidents, ...(input.namesakes ?? [])])
  const blamed = blame({
    service,
    tier: sequence.input.environment.tier,
    ...withoutFlaps(input.incidents, corrections),
    namesakes: input.namesakes ?? [],
    flags: input.flags,
    deployments,
    reports,
    known: [...reports, ...candidatesOf(sequence.input.namesakes ?? [])],
    undone,
    shippedBy,
    rules,
  })
  const remedies = remediesOf(deployments, undone, blamed, reports, shippedBy)
  const failures = failuresOf(deployments, blamed, remedies, rules.failureSigns)
  const byFailure = new Map(failures.map((failure) => [failure.key, failure]))
  const fixes = new Set(
    remedies
      .filter((remedy) => remedy.shows === null || remedy.shows === 'EXPLICIT')
      .map((remedy) => remedy.deployment.key),
  )
  const waiting = pendingOf(sequence, input, shipped)
  return {
    deployments: settle(
      deployments,
      blamed,
      undone,
      failures,
      fixes,
      repairedIncidents(deployments, blamed, shippedBy),
    ),
    changes: shipped.changes.toSorted((a, b) => a.liveAt - b.liveAt || (a.key < b.key ? -1 : 1)),
    commits: shipped.commits.toSorted((a, b) => a.liveAt - b.liveAt || (a.sha < b.sha ? -1 : 1)),
    failures,
    incidents: blamed.map((found) => incidentOf(found, byFailure)),
    pending: waiting.pending,
    waits: [...sequence.waits, ...shipped.waits, ...waiting.waits],
  }
}
