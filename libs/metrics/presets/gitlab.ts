import { SECOND } from '#domain/instant'
import { type Bucket, buckets, type Period, until } from '#domain/window'
import type { Facts } from '../facts.ts'
import type { MeasureScope } from '../metric.ts'
import { hasCome } from '../population.ts'
import type { Rate, RatePoint } from '../rate.ts'
import { byPeriod } from '../weeks.ts'
import { rateAnswer } from './failures.ts'
import { finishedPerDay } from './frequency.ts'
import { leadTimeBy, type PresetSample } from './lead-time.ts'
import { medianOfDailyMedians } from './medians.ts'
import type { PresetMetrics } from './preset-metrics.ts'
import { type Restores, restoresBy } from './restores.ts'
import { noRework } from './rework.ts'
import { incidentsOf, requestsOf, type ToldIncident, toldIn, toldOf, type ToldStream } from './told.ts'

/**
 * As GitLab does: gitlab-org/gitlab:doc/user/analytics/dora_metrics.md and ee/app/models/dora/lead_time_for_changes_metric.rb.
 * Its numbers are rows of days, which longer spans are made of.
 */
export const gitlab: PresetMetrics = {
  deploymentFrequency: finishedPerDay(
    'As GitLab computes it: finished and successful deployments to the environment, rollbacks and redeployments among them, for each day of the window. A deployment to several regions is one here; GitLab has one for each job. What a reconciler puts back by itself runs no job and is none.',
  ),
  leadTimeForChanges: leadTimeBy({
    definition:
      'As GitLab computes it: from the merge of a merge request to the end of the deployment that shipped it, at least zero; the median of each day, and over the window the median of those days, so that a day of one request weighs as much as a day of twenty. Work before the merge, and commits without a merge request, are not in it. Days are those of the time zone that was asked for, and UTC in GitLab; requests of the first deployment, which GitLab links to it, are not known here.',
    samplesOf,
    headlineOf: (samples, window) => ({ median: medianOfDailyMedians(samples, window), interval: null }),
  }),
  changeFailureRate: {
    definition:
      'As GitLab computes it: incidents opened in the window over deployments finished in it. No incident is tied to a deployment and each counts, later called a duplicate or not, so that two incidents after one deployment are 200 %. GitLab takes the incidents of the project in any environment, and here those of the service in the environment that was asked for.',
    measure: changeFailure,
    series: changeFailureSeries,
  },
  timeToRestore: restoresBy({
    definition:
      'As GitLab computes it: how long the incidents that were closed in the window had been open, whether a deployment caused them or not; the median of each day of closing, and over the window the median of those days. Open incidents are left out, and a mitigation does not close one.',
    restoresOf,
    headlineOf: (restores, window) => ({ median: medianOfDailyMedians(restores, window), interval: null }),
  }),
  deploymentReworkRate: noRework('GitLab computes no deployment rework rate.'),
}

function samplesOf(stream: ToldStream, index: number, scope: MeasureScope): PresetSample[] {
  return requestsOf(stream, scope).map(({ change, mergedAt, told }) => ({
    key: change.key,
    stream: index,
    change,
    told,
    startedAt: mergedAt,
    at: told.at,
    seconds: Math.max(0, told.at - mergedAt) / SECOND,
    flags: told.at < mergedAt ? ['NEGATIVE_SPAN'] : [],
  }))
}

/** A rate that may pass 1 is no share: the interval of a share does not hold for it. */
function rateOf(numerator: number, denominator: number): Rate {
  return { rate: denominator === 0 ? null : numerator / denominator, numerator, denominator, interval: null }
}

function openedIn(facts: Facts, scope: MeasureScope): ToldIncident[] {
  return incidentsOf(toldOf(facts, scope)).filter(({ incident }) => hasCome(scope, incident.openedAt))
}

function changeFailure(facts: Facts, scope: MeasureScope) {
  const deployments = toldIn(toldOf(facts, scope), scope)
  const incidents = openedIn(facts, scope).map(({ incident }) => incident)
  const rate = rateOf(incidents.length, deployments.length)
  return rateAnswer({ facts, scope, rate }, deployments, { byTimeAlone: 0, failures: [], incidents })
}

function changeFailureSeries(facts: Facts, scope: MeasureScope, by: Bucket): RatePoint[] {
  const periods = buckets(until(scope.window, scope.now), by)
  const deployments = byPeriod(periods, toldIn(toldOf(facts, scope), scope), ({ at }) => at)
  const incidents = byPeriod(periods, openedIn(facts, scope), ({ incident }) => incident.openedAt)
  return deployments.map((told, index) => {
    const { from, to } = periods[index] as Period
    return { start: from, end: to, ...rateOf(incidents[index]?.length ?? 0, told.length) }
  })
}

function restoresOf(facts: Facts, scope: MeasureScope): Restores {
  const all = incidentsOf(toldOf(facts, scope))
  const restores = all.flatMap(({ incident, stream, closedAt }) =>
    closedAt === null || !hasCome(scope, closedAt)
      ? []
      : [
          {
            at: closedAt,
            stream,
            seconds: (closedAt - incident.openedAt) / SECOND,
            failure: null,
            deployment: null,
            incident,
          },
        ],
  )
  const open = all.filter(({ incident, closedAt }) => closedAt === null && hasCome(scope, incident.openedAt))
  return { restores, openCount: open.length }
}
