import { liveRuleOf } from '#dashboards/live-rules'
import type { Joint } from '#dashboards/evidence-answers'
import { leftOutOfFailures } from '#dashboards/failure-words'
import { duration, moment, plural, shortSha, shortVersion } from '#dashboards/format'
import { endWords, groundWords, methodWords } from '#dashboards/joint-words'
import { countedRework, reworkWords } from '#dashboards/rework-words'
import { type Settled, settledWords } from '#dashboards/settled-words'
import { unknownShipped } from '#dashboards/shipped-words'
import { basisWords, kindWords, plainWords } from '#dashboards/words'
import { block, harmless } from '../terminal.ts'
import type { ChainChange, ChainDeployment, Corrected, Evidence, Listed, Opened } from './explanation.ts'

type Incidents = readonly { readonly externalId: string }[]

/** A joint with the records that it rests on, by their ids; one that is missing with what mends it. */
function jointLines(joint: Joint, incidents: Incidents = []): string[] {
  const { from, to, method, confidence, missing, mend, deliveries } = joint
  const ends = `${endWords(from, incidents)} → ${endWords(to, incidents)}`
  const how = methodWords(method) ?? plainWords(method)
  if (missing) return [`missing: ${ends}`, `  to mend it: ${mend ?? 'nothing says how'}`].map(harmless)
  const rests = deliveries.length === 0 ? [`rests on ${groundWords(joint)}`] : deliveries.map((key) => `record ${key}`)
  return [
    `${ends}: ${how} (${method}), ${confidence}`,
    ...rests.map((line) => `  ${line}`),
    ...(mend === null ? [] : [`  to correct it: ${mend}`]),
  ].map(harmless)
}

function jointsOf(joints: readonly Joint[], incidents: Incidents = []): string[] {
  return joints.length === 0 ? ['No joint is recorded.'] : joints.flatMap((joint) => jointLines(joint, incidents))
}

function changeBlock(change: ChainChange, timeZone: string): string {
  const { number, sha, title, url, repository, firstAuthoredAt, openedAt, mergedAt, commits, links } = change
  const name = number === null ? `Commit ${shortSha(sha ?? '')}` : `Change #${number}`
  const times = [
    firstAuthoredAt === null ? [] : [`written ${moment(firstAuthoredAt, timeZone)}`],
    openedAt === null ? [] : [`opened ${moment(openedAt, timeZone)}`],
    mergedAt === null ? [] : [`merged ${moment(mergedAt, timeZone)}`],
  ].flat()
  const shown = commits.nodes.map(
    (commit) =>
      `commit ${commit.sha}${commit.authoredAt === null ? '' : `, written ${moment(commit.authoredAt, timeZone)}`}${commit.subject === null ? '' : `: ${commit.subject}`}`,
  )
  const more = commits.totalCount > shown.length ? [`and ${commits.totalCount - shown.length} more commits`] : []
  const lines = [times.join(', '), url ?? '', ...shown, ...more].filter((line) => line !== '').map(harmless)
  const head = harmless(`${name} of ${repository.name}${title === null ? '' : `: ${title}`}`)
  return block(head, [...lines, ...jointsOf(links)])
}

/** Who settled what, and why; without what was taken back. */
function settledLines(overrides: readonly Settled[], timeZone: string): string[] {
  return overrides.filter(({ revoked }) => !revoked).map((settled) => settledWords(settled, timeZone))
}

/** What people settled about incidents, by incident; without what was taken back. */
export function correctedText({ nodes, totalCount }: Listed<Corrected>, timeZone: string): string[] {
  const lines = nodes.flatMap(({ externalId, title, overrides }) => {
    const settled = settledLines(overrides, timeZone)
    const name = `incident ${externalId}${title === null ? '' : `: ${title}`}`
    return settled.length === 0 ? [] : [name, ...settled.map((line) => `  ${line}`)].map(harmless)
  })
  const more = totalCount > nodes.length ? [`and ${plural(totalCount - nodes.length, 'more incident')}`] : []
  return lines.length === 0 ? [] : [block('Corrected by people', [...lines, ...more])]
}

function deploymentBlock(deployment: ChainDeployment, timeZone: string): string {
  const { version, kind, statedKind, overrideKind, liveAt, liveRule, sha, commitConfidence, previous } = deployment
  const why = [
    ...(overrideKind === null ? [] : ['settled by a person']),
    ...(statedKind === null ? [] : [`stated ${statedKind}`]),
    `computed ${deployment.computedKind}`,
  ]
  const rule = liveRuleOf(liveRule)
  const lines = [
    `${kindWords(kind)} (${why.join(', ')}), ${plainWords(deployment.outcome).toLowerCase()}`,
    liveAt === null ? 'never live' : `live ${moment(liveAt, timeZone)}${rule === null ? '' : ` (${rule.words})`}`,
    ...countedRework(deployment).map((reason) => `rework: ${reworkWords(reason, true)}`),
    sha === null ? 'its commit is not known' : `of commit ${sha}, ${commitConfidence ?? 'confidence not known'}`,
    previous === null ? 'nothing was live before it' : `after ${shortVersion(previous.version)}`,
    ...deployment.reports.map(
      ({ source, externalId, at }) =>
        `reported by ${source}${externalId === null ? '' : ` as ${externalId}`}${at === null ? '' : `, ${moment(at, timeZone)}`}`,
    ),
    ...settledLines(deployment.overrides, timeZone),
    ...deployment.flags.map(({ message }) => message),
  ].map(harmless)
  return block(`Deployment ${harmless(shortVersion(version))}`, [...lines, ...jointsOf(deployment.links)])
}

function failureBlock(deployment: ChainDeployment, timeZone: string): string[] {
  const { failure } = deployment
  if (failure === null) return []
  const leftOut = leftOutOfFailures(deployment)
  const { basis, confidence, impactStartedAt, restoredAt, seconds, incidents, evidence } = failure
  const span =
    restoredAt === null || seconds === null
      ? 'not restored yet'
      : `restored ${moment(restoredAt, timeZone)}, after ${duration(seconds).text}`
  const lines = [
    ...(leftOut === null ? [] : [`not counted: ${leftOut}`]),
    `impact from ${moment(impactStartedAt, timeZone)}, ${span}`,
    ...incidents.flatMap(({ externalId, title, url, overrides }) => [
      `incident ${externalId}${title === null ? '' : `: ${title}`}${url === null ? '' : `, ${url}`}`,
      ...settledLines(overrides, timeZone),
    ]),
  ].map(harmless)
  return [block(`Failure: ${basisWords(basis)}, ${confidence}`, [...lines, ...jointsOf(evidence, incidents)])]
}

function stageLines(opened: Opened, evidence: Evidence): string[] {
  if (evidence.of !== 'changes') return []
  const stages = evidence.list.nodes[opened.number - 1]?.stages.filter(({ seconds }) => seconds !== 0) ?? []
  const parts = stages.map(({ stage, seconds }) => `${plainWords(stage).toLowerCase()} ${duration(seconds).text}`)
  return parts.length === 0 ? [] : [block('Where the time went', [parts.join(' + ')])]
}

/** How one entry of the evidence is known: its changes, commits, deployment and failure, with every joint between them. */
export function chainText(opened: Opened, evidence: Evidence, timeZone: string): string[] {
  const { deployment, change } = opened
  const { totalCount, nodes } = deployment.changes ?? { totalCount: 0, nodes: [] }
  const shipped = change === null ? nodes : [change]
  const left = totalCount > nodes.length ? [`and ${plural(totalCount - nodes.length, 'change')} more`] : []
  const unknown = unknownShipped(deployment.changesUnavailableReason)
  return [
    ...stageLines(opened, evidence),
    ...shipped.map((one) => changeBlock(one, timeZone)),
    ...left,
    deploymentBlock(deployment, timeZone),
    ...(unknown === null ? [] : [unknown]),
    ...failureBlock(deployment, timeZone),
  ]
}
