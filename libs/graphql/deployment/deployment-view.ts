import { artifactRepair } from '#catalogue/artifact-repair'
import { linkMethods } from '#domain/statement-attributes'
import type { Confidence, Deployment, Link } from '#domain/stream-history'
import type { StreamRow } from '#storage/queries/streams'
import { flagViews } from '../metric/flag-view.ts'
import { overrideView } from '../override/override-view.ts'
import { globalId } from '../relay/global-id.ts'
import type { DeploymentView, Origin, ReworkView } from '../views.ts'
import { linkView } from './link-view.ts'

/** Lasting id of a deployment: its place by name, and its key, which is derived from content. */
export function deploymentId(stream: StreamRow, key: string): string {
  return globalId('Deployment', stream.service, stream.environment, key)
}

/** Only what brings a version carries these flags; where its sender listed the commits it carries none. */
function changesUnavailable({ sha, flags }: Deployment): DeploymentView['changesUnavailableReason'] {
  const doubt = (['NO_PREDECESSOR', 'MISSING_COMMIT'] as const).find((code) => flags.includes(code))
  if (doubt === undefined) return null
  return sha === null ? 'NO_COMMIT' : doubt
}

/** A commit that a source took for that of the tag: what is said beats it. */
function isGuess({ method, confidence, missing }: Link): boolean {
  return !missing && confidence !== 'HIGH' && linkMethods.some((known) => known === method)
}

function repairOf({ version, images, liveAt, repository }: Deployment): string {
  const [first] = images
  const image =
    first === undefined ? null : { image: first.image, tag: first.tag ?? null, digest: first.digest ?? null }
  return artifactRepair([{ version, image, before: liveAt }], repository?.includes('/') === true ? repository : null)
}

/** Of the joint to the commit that it was built from, which comes before those to what it shipped. */
function commitConfidence({ sha, links }: Deployment): Confidence | null {
  if (sha === null) return null
  return links.find(({ to, missing }) => !missing && to.endsWith(`@${sha}`))?.confidence ?? null
}

function reworkViews(deployment: Deployment, stream: StreamRow, origin: Origin): ReworkView[] {
  const { rework, remediates, repairs = [], revertsOf, previousKey } = deployment
  const taken = { ROLLBACK: previousKey === null ? [] : [previousKey], REVERT: revertsOf, INCIDENT: [], HOTFIX: [] }
  return rework.map((reason) => ({
    reason,
    stream,
    origin,
    remediates: reason === 'INCIDENT' ? remediates : [],
    incidentKeys: reason === 'INCIDENT' ? repairs : [],
    deploymentKeys: taken[reason],
  }))
}

const ofLiveVersion: readonly Deployment['kind'][] = ['CONFIG', 'REDEPLOY', 'DRIFT_CORRECTION', 'PLATFORM']

/** It is of the version that was live before, of which the commit is known. */
function isOfKnownVersion({ kind, frontier }: Deployment): boolean {
  return ofLiveVersion.includes(kind) && frontier.length > 0
}

/** Its joints, each gap and each guess with what mends it; a new version that nothing joins to a commit is a gap. */
function linksOf(deployment: Deployment): readonly Link[] {
  const { links, sha, identity } = deployment
  const known = links.map((link) => (isGuess(link) ? { ...link, mend: repairOf(deployment) } : link))
  if (sha !== null || known.length > 0 || isOfKnownVersion(deployment)) return known
  const name = identity.digests.join() || identity.imageTag || identity.version
  const gap = { to: 'commit', method: 'ARTIFACT', confidence: 'LOW', statements: [], missing: true } as const
  return [{ ...gap, from: name === null ? 'deployment' : `artifact ${name}`, mend: repairOf(deployment) }]
}

/** Facts that an earlier version kept say of the one arrival nothing that the deployment does not say. */
function arrivalViews({ arrivals, liveRule, startedAt, finishedAt }: Deployment): DeploymentView['arrivals'] {
  const whole = arrivals.length === 1 ? { liveRule, startedAt, finishedAt } : null
  return arrivals.map((arrival) => ({
    placement: arrival.placement,
    at: arrival.at,
    outcome: arrival.outcome,
    liveRule: arrival.liveRule ?? whole?.liveRule ?? null,
    startedAt: arrival.startedAt ?? whole?.startedAt ?? null,
    finishedAt: arrival.finishedAt ?? whole?.finishedAt ?? null,
  }))
}

export function deploymentView(deployment: Deployment, stream: StreamRow, origin: Origin): DeploymentView {
  const hasAttributes = Object.keys(deployment.attributes).length > 0
  return {
    __typename: 'Deployment',
    id: deploymentId(stream, deployment.key),
    key: deployment.key,
    repository: deployment.repository,
    identity: deployment.identity,
    at: deployment.at,
    stream,
    origin,
    kind: deployment.kind,
    computedKind: deployment.computedKind,
    statedKind: deployment.statedKind,
    overrideKind: deployment.overrideKind,
    abortReason: deployment.abortReason,
    outcome: deployment.outcome,
    version: deployment.version,
    sha: deployment.sha,
    commitConfidence: commitConfidence(deployment),
    images: deployment.images.map(({ image, tag, digest }) => ({ image, tag: tag ?? null, digest: digest ?? null })),
    configRepository: deployment.configRepository,
    configSha: deployment.configSha,
    startedAt: deployment.startedAt,
    finishedAt: deployment.finishedAt,
    liveAt: deployment.liveAt,
    liveRule: deployment.liveRule,
    changesUnavailableReason: changesUnavailable(deployment),
    arrivals: arrivalViews(deployment),
    reports: deployment.reports,
    labels: deployment.labels,
    attributes: hasAttributes ? deployment.attributes : null,
    links: linksOf(deployment).map(linkView),
    rework: reworkViews(deployment, stream, origin),
    rolledPast: deployment.rolledPast,
    flags: flagViews(deployment.flags),
    overrides: deployment.overrides.map(overrideView),
    previousKey: deployment.previousKey,
    failureKey: deployment.failureKey,
  }
}
