import { unavailableWords } from '#dashboards/metric-view'
import type { DigestFacts, DigestFailure, DigestGap, DigestLeadTime, DigestUnknown } from '#reports/digest'
import { allAnswered, answered } from './answered.ts'
import { digestAlerts, isIn } from './digest-alerts.ts'
import type { DigestAsked } from './digest-asked.ts'
import {
  type CoverageNode,
  coverageQuestion,
  openFailuresQuestion,
  type OpenFailuresAnswer,
  type ServicesAnswer,
  servicesQuestion,
  type SourcesAnswer,
  sourcesQuestion,
  type WhyAnswer,
  whyQuestion,
} from './digest-questions.ts'

/** What is usual, and what is open, is looked for in so long. */
const usual = 'P90D'
/** Services whose failures are asked for one by one. */
const mostAsked = 50
const mostMovers = 3

type ServiceRow = ServicesAnswer['compare']['rows'][number]

function windowOf({ from, to, timeZone }: DigestAsked): object {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), timeZone }
}

/** Why lead time of the team, or of the one service, changed; null of several, which nothing pools. */
async function leadTimeOf(asked: DigestAsked): Promise<DigestLeadTime | null> {
  const { ask, report } = asked
  const { team, services, environment } = report
  const [service = null, ...others] = services
  if (others.length > 0 || (service === null) === (team === null)) return null
  const variables = { service, team, environment, window: windowOf(asked) }
  const { leadTimeDifference: why } = await answered<WhyAnswer>(ask, whyQuestion, variables)
  const moved = why.stages.find(({ stage }) => stage === why.stageMovedMost) ?? null
  return {
    clear: why.clear,
    beforeSeconds: why.before.trimmedMeanSeconds,
    afterSeconds: why.after.trimmedMeanSeconds,
    moved,
    movers: why.came.slice(0, mostMovers).flatMap(({ service: of, change, seconds }) => {
      if (change === null) return []
      const { number, sha, title, url } = change
      const name = title ?? (number === null ? (sha ?? 'a change').slice(0, 10) : `#${number}`)
      return [{ service: of.name, name, url, seconds }]
    }),
  }
}

async function failuresOf(
  { ask, report, timeZone }: DigestAsked,
  rows: readonly ServiceRow[],
): Promise<DigestFailure[]> {
  const found: DigestFailure[] = []
  for (const { service: of } of rows.filter(({ metrics }) => metrics.timeToRestore.openCount > 0).slice(0, mostAsked)) {
    const variables = { name: of.name, environment: report.environment, window: { last: usual, timeZone } }
    const { service } = await answered<OpenFailuresAnswer>(ask, openFailuresQuestion, variables)
    for (const { impactStartedAt, restoredAt, incidents, deployment } of service?.metrics.timeToRestore.samples.nodes ??
      []) {
      if (restoredAt !== null) continue
      const [incident] = incidents
      const title = incident?.title ?? `The deployment of ${deployment.version}`
      found.push({ service: of.name, title, url: incident?.url ?? null, since: Date.parse(impactStartedAt) })
    }
  }
  return found
}

interface Known {
  readonly gaps: readonly DigestGap[]
  /** Services that deployed in the window. */
  readonly deployed: ReadonlySet<string>
}

async function knownOf(asked: DigestAsked, names: ReadonlySet<string>): Promise<Known> {
  const variables = { window: windowOf(asked) }
  const nodes = await allAnswered<CoverageNode>(asked.ask, coverageQuestion, variables, 'coverageOfStreams')
  const own = nodes.flatMap(({ service, environment, ...node }) =>
    service !== null && names.has(service.name) && isIn(environment, asked.report.environment)
      ? [{ service: service.name, ...node }]
      : [],
  )
  return {
    gaps: own.flatMap(({ service, gaps }) => gaps.map(({ kind, count, of }) => ({ service, kind, count, of }))),
    deployed: new Set(own.filter(({ deployments }) => deployments > 0).map(({ service }) => service)),
  }
}

function unknownOf({ service, metrics }: ServiceRow, deployed: ReadonlySet<string>): DigestUnknown[] {
  const { unavailableReason, pending } = metrics.leadTimeForChanges
  const found: DigestUnknown[] = []
  if (!deployed.has(service.name)) return found
  if (unavailableReason !== null)
    found.push({ service: service.name, what: 'LEAD_TIME', reason: `${unavailableWords(unavailableReason)}.` })
  if (pending.unknownReason !== null)
    found.push({ service: service.name, what: 'WAITING', reason: pending.unknownReason })
  return found
}

/**
 * Asks for all that a digest may tell.
 *
 * @throws NoReport
 */
export async function digestFacts(
  asked: DigestAsked,
): Promise<{ readonly facts: DigestFacts; readonly services: number }> {
  const { ask, report, timeZone, from, to } = asked
  const { services, team, environment } = report
  const chosen = { services: services.length === 0 ? null : services, team, environment }
  const window = { last: usual, timeZone }
  const { compare } = await answered<ServicesAnswer>(ask, servicesQuestion, { ...chosen, window })
  const names = new Set(compare.rows.map(({ service }) => service.name))
  const { gaps, deployed } = await knownOf(asked, names)
  const { sources } = await answered<SourcesAnswer>(ask, sourcesQuestion, {})
  const facts = {
    from,
    to,
    alerts: await digestAlerts(asked, names),
    leadTime: await leadTimeOf(asked),
    waiting: compare.rows.map(({ service, metrics: { leadTimeForChanges } }) => {
      const { p90Seconds, pending } = leadTimeForChanges
      const { count, bound, oldestSinceMergeSeconds: oldestSeconds } = pending
      return { service: service.name, count, bound, oldestSeconds, usualSeconds: p90Seconds }
    }),
    failures: await failuresOf(asked, compare.rows),
    gaps,
    sources: sources.map(({ name, state, gapSince, message }) => ({
      name,
      silentSince: gapSince === null ? null : Date.parse(gapSince),
      failure: state === 'FAILING' ? (message ?? 'the page Setup says why.') : null,
    })),
    unknown: compare.rows.flatMap((row) => unknownOf(row, deployed)),
  }
  return { facts, services: names.size }
}
