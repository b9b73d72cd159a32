import { MINUTE } from '#domain/instant'
import { changeFailureRate } from '#metrics/change-failure-rate'
import { definitionOf } from '#metrics/definition'
import { deploymentReworkRate } from '#metrics/deployment-rework-rate'
import type { Facts } from '#metrics/facts'
import { leadTimeForChanges } from '#metrics/lead-time-for-changes'
import type { MeasureScope } from '#metrics/metric'
import { timeToRestore } from '#metrics/time-to-restore'
import { at, changeFact, deploymentFact, factsOf, failureFact } from './facts.ts'

/** Inputs of the statistic alone: cases of the metrics' own file whose events no sender could post. */
export type StatisticEvent =
  | { e: 'leadTimeSamples'; minutes?: number[]; deployedMin?: number[]; pendingAgeMin?: number[] }
  | { e: 'leadTimeSamplesByDeployment'; minutes: Record<string, number[]> }
  | { e: 'recoverySamples'; minutes: { t: number; done: boolean }[] }
  | { e: 'counts'; forwardPlanned: number; forwardHotfix: number; rollbacks: number; failedForward: number }

export interface StatisticConfig {
  readonly granularity?: 'CHANGE' | 'COMMIT' | 'DEPLOYMENT'
  readonly minN?: { p50: number; p90: number }
}

const kinds = ['leadTimeSamples', 'leadTimeSamplesByDeployment', 'recoverySamples', 'counts']

/** Whether all events of a case are inputs of the statistic alone. */
export function isStatisticCase(events: readonly { readonly e: string }[]): boolean {
  return events.every(({ e }) => kinds.includes(e))
}

const from = at('2026-03-02T00:00:00Z')
const live = at('2026-03-04T12:00:00Z')
const to = at('2026-03-09T00:00:00Z')

/** Answers such a case with the metrics themselves, in the keys and units (minutes) that the cases use. */
export function answerStatisticCase(
  events: readonly StatisticEvent[],
  config: StatisticConfig = {},
): Record<string, Record<string, unknown>> {
  const definition = definitionOf({ unit: config.granularity, minN: config.minN })
  const scope: MeasureScope = { window: { from, to, timeZone: 'UTC' }, definition, now: at('2026-03-20T00:00:00Z') }
  return Object.assign({}, ...events.map((event) => answer(event, scope)))
}

function answer(event: StatisticEvent, scope: MeasureScope): Record<string, unknown> {
  if (event.e === 'recoverySamples') return recovery(event.minutes, scope)
  if (event.e === 'counts') return rates(event, scope)
  if (event.e === 'leadTimeSamples') {
    const shipped = { D: event.minutes ?? event.deployedMin ?? [] }
    return leadTimes(leadTimeFacts(shipped, event.pendingAgeMin ?? []), scope)
  }
  return leadTimes(leadTimeFacts(event.minutes, []), scope)
}

function leadTimeFacts(byDeployment: Record<string, number[]>, pendingAges: readonly number[]): Facts {
  const entries = Object.entries(byDeployment)
  return factsOf({
    deployments: entries.map(([key]) => deploymentFact(key, live)),
    changes: entries.flatMap(([deploymentKey, minutes]) =>
      minutes.map((age, index) =>
        changeFact(`${deploymentKey}-${index}`, live - age * MINUTE, live, { deploymentKey }),
      ),
    ),
    pending: pendingAges.map((age, index) => ({
      key: `pending-${index}`,
      startedAt: to - age * MINUTE,
      mergedAt: to - (age * MINUTE) / 2,
    })),
  })
}

function leadTimes(facts: Facts, scope: MeasureScope): Record<string, unknown> {
  const measured = leadTimeForChanges.measure(facts, scope)
  return {
    leadTimeMin: {
      samples: measured.samples.map(({ seconds }) => seconds / 60),
      n: measured.sampleSize,
      p50: inMinutes(measured.medianSeconds),
      p75: inMinutes(measured.p75Seconds),
      p90: inMinutes(measured.p90Seconds),
      mean: inMinutes(measured.meanSeconds),
      insufficient: measured.insufficient,
      band: measured.band,
      kaplanMeier: measured.withPending.survival.map(({ seconds, share }) => [seconds / 60, share]),
      p50KaplanMeier: inMinutes(measured.withPending.medianSeconds),
    },
    pending: {
      n: measured.pending.count,
      oldestSinceStart: inMinutes(measured.pending.oldestSinceStartSeconds),
      oldestSinceMerge: inMinutes(measured.pending.oldestSinceMergeSeconds),
    },
  }
}

function recovery(minutes: readonly { t: number; done: boolean }[], scope: MeasureScope): Record<string, unknown> {
  const deployments = minutes.map((_, index) => deploymentFact(`D${index}`, live))
  const failures = minutes.flatMap(({ t, done }, index) => {
    const deployment = deployments[index]
    if (deployment === undefined) return []
    const impactStartedAt = done ? live : scope.now - t * MINUTE
    return [failureFact(deployment, done ? live + t * MINUTE : null, { impactStartedAt })]
  })
  const measured = timeToRestore.measure(factsOf({ deployments, failures }), scope)
  return {
    recoveryMin: {
      samples: measured.samples.filter(({ open }) => !open).map(({ seconds }) => seconds / 60),
      n: measured.sampleSize,
      open: measured.openCount,
      kaplanMeier: measured.survival.map(({ seconds, share }) => [seconds / 60, share]),
      p50: inMinutes(measured.medianSeconds),
      p50AtLeast: inMinutes(measured.atLeastSeconds),
    },
  }
}

function rates(counts: Extract<StatisticEvent, { e: 'counts' }>, scope: MeasureScope): Record<string, unknown> {
  const list = (count: number, name: string, given: Parameters<typeof deploymentFact>[2] = {}) =>
    Array.from({ length: count }, (_, index) => deploymentFact(`${name}${index}`, live, given))
  const forward = [
    ...list(counts.forwardPlanned, 'planned'),
    ...list(counts.forwardHotfix, 'hotfix', { rework: ['HOTFIX'] }),
  ]
  const failures = forward.slice(0, counts.failedForward).map((deployment) => failureFact(deployment, live + MINUTE))
  const deployments = [...forward, ...list(counts.rollbacks, 'rollback', { kind: 'ROLLBACK', rework: ['ROLLBACK'] })]
  const facts = factsOf({ deployments, failures })
  const changeFail = changeFailureRate.measure(facts, scope)
  const rework = deploymentReworkRate.measure(facts, scope)
  return {
    changeFail: { numerator: changeFail.failed, denominator: changeFail.deployments, rate: changeFail.rate },
    rework: { numerator: rework.rework, denominator: rework.deployments, rate: rework.rate },
  }
}

function inMinutes(seconds: number | null): number | null {
  return seconds === null ? null : seconds / 60
}
