import { type Instant, MINUTE, type Milliseconds, SECOND } from '#domain/instant'
import { type Bucket, buckets, countDays, localDays, type Period, until, type Window } from '#domain/window'
import { deploymentFrequency, type DeploymentFrequency, type FrequencyPoint } from '../deployment-frequency.ts'
import type { ChangeFact, Facts } from '../facts.ts'
import type { MeasureScope } from '../metric.ts'
import { hasCome } from '../population.ts'
import { byPeriod } from '../weeks.ts'
import { blamedByTime, blamedDeployments } from './blamed.ts'
import { failuresBy } from './failures.ts'
import { leadTimeBy, type PresetSample } from './lead-time.ts'
import { type Dated, type Headline, lowerMedian, medianOf } from './medians.ts'
import type { PresetMetrics } from './preset-metrics.ts'
import { restoresBy } from './restores.ts'
import { noRework } from './rework.ts'
import { asFinished, requestsOf, type Told, toldIn, toldOf, type ToldStream } from './told.ts'

/**
 * As Apache DevLake does: apache/devlake:backend/plugins/dora/tasks/{change_lead_time_calculator,incident_deploy_connector}.go
 * and grafana/dashboards/mysql/dora-details-*.json (the report of 2023).
 */
export const devlake: PresetMetrics = {
  deploymentFrequency: {
    definition:
      'As Apache DevLake computes it: local days with at least one successful deployment of any kind, counted for each week of the window (from Monday, the first and the last as far as they are in it), and the lower median over those weeks. Ten deployments on one day count as one, and `perDay` is a seventh of the number for a week. A series gives deployment days.',
    measure: frequency,
    series: frequencySeries,
  },
  leadTimeForChanges: leadTimeBy({
    definition:
      'As Apache DevLake computes it: for each merged request the time from the first author date to the opening of the request, to its merge, and to the end of the deployment that shipped it first, each in whole minutes rounded up; a stretch that is negative is left out of the sum. The lower median over the requests that were deployed in the window. Commits without a request never count, nor does what the first deployment brought. Where nobody told when a request was opened, the time until its merge is one stretch here.',
    samplesOf,
    headlineOf: lowerHeadline,
  }),
  changeFailureRate: failuresBy({
    definition:
      'As Apache DevLake computes it: deployments on which at least one incident is blamed, over all successful deployments. Each incident is blamed on the last successful deployment that finished before it was opened, however long ago and whether its ticket says so or not. DevLake looks through the whole project, which may hold many services; here that is the service, or all services of a team that was asked for. Incidents opened more than 90 days after the window are left out.',
    failuresOf: blamedDeployments,
    byTimeAlone: true,
  }),
  timeToRestore: restoresBy({
    definition:
      'As Apache DevLake computes it: from the end of the deployment that an incident is blamed on until the incident was resolved, in whole minutes rounded down; the lower median over incidents of which both moments lie in the window. Incidents that are still open, were resolved later, or belong to an earlier deployment, are left out, of which a short window has more.',
    restoresOf: (facts, scope) => {
      const blamed = blamedByTime(facts, scope)
      return {
        restores: blamed.flatMap(({ told, incident, closedAt, stream, failure }) =>
          closedAt === null || !hasCome(scope, closedAt)
            ? []
            : [
                {
                  at: told.at,
                  stream,
                  seconds: (Math.floor((closedAt - told.at) / MINUTE) * MINUTE) / SECOND,
                  failure,
                  deployment: told.deployment,
                  incident,
                },
              ],
        ),
        openCount: blamed.filter(({ closedAt }) => closedAt === null).length,
      }
    },
    headlineOf: lowerHeadline,
  }),
  deploymentReworkRate: noRework('Apache DevLake computes no deployment rework rate.'),
}

function lowerHeadline(values: readonly Dated[], window: Window): Headline {
  return {
    median: lowerMedian(values.map(({ seconds }) => seconds)),
    interval: medianOf(values, window).interval,
  }
}

function frequency(facts: Facts, scope: MeasureScope): DeploymentFrequency {
  const lived = until(scope.window, scope.now)
  const base = deploymentFrequency.measure(asFinished(facts), scope)
  const weekly = daysPerPeriod(toldIn(toldOf(facts, scope), scope), lived, 'WEEK')
  const median = base.unavailableReason === null ? lowerMedian(weekly) : null
  const perDay = median === null ? null : median / 7
  return { ...base, perDay, perWeek: median, medianPerDay: null, interval: null }
}

function frequencySeries(facts: Facts, scope: MeasureScope, by: Bucket): FrequencyPoint[] {
  const lived = until(scope.window, scope.now)
  return daysPerPeriod(toldIn(toldOf(facts, scope), scope), lived, by).map((count, index) => {
    const { from, to } = buckets(lived, by)[index] as Period
    return { start: from, end: to, count, perDay: count / countDays({ ...lived, from, to }), interval: null }
  })
}

/** Local days with a deployment in each period. */
function daysPerPeriod(told: readonly Told[], lived: Window, by: Bucket): number[] {
  const days = byPeriod(localDays(lived), told, ({ at }): Instant => at)
  const active = localDays(lived).filter((_, index) => (days[index]?.length ?? 0) > 0)
  return byPeriod(buckets(lived, by), active, ({ from }) => from).map(({ length }) => length)
}

function samplesOf(stream: ToldStream, index: number, scope: MeasureScope): PresetSample[] {
  return requestsOf(stream, scope).flatMap(({ change, mergedAt, told }) => {
    if (told.deployment.flags.includes('NO_PREDECESSOR')) return []
    const spans = spansOf(change, mergedAt, told.at)
    let sum = 0
    for (const span of spans) sum += Math.max(0, span)
    return [
      {
        key: change.key,
        stream: index,
        change,
        told,
        startedAt: change.startedAt,
        at: told.at,
        seconds: sum / SECOND,
        flags: spans.some((span) => span < 0) ? ['NEGATIVE_SPAN'] : [],
      },
    ]
  })
}

/** Coding, the request, and its deployment, each in whole minutes. */
function spansOf({ startedAt, openedAt }: ChangeFact, mergedAt: Instant, finishedAt: Instant): Milliseconds[] {
  const inMinutes = (from: Instant, to: Instant): Milliseconds => Math.ceil((to - from) / MINUTE) * MINUTE
  const shipping = inMinutes(mergedAt, finishedAt)
  if (openedAt === null) return [inMinutes(startedAt, mergedAt), shipping]
  return [inMinutes(startedAt, openedAt), inMinutes(openedAt, mergedAt), shipping]
}
