import { MINUTE } from '#domain/instant'
import { changeFailureRate } from '#metrics/change-failure-rate'
import { type ChangeUnit, definitionOf } from '#metrics/definition'
import { deploymentReworkRate } from '#metrics/deployment-rework-rate'
import type { ChangeFact, DeploymentFact, Facts, FailureFact } from '#metrics/facts'
import { leadTimeForChanges } from '#metrics/lead-time-for-changes'
import type { MeasureScope } from '#metrics/metric'
import { kaplanMeier, type Observation } from '#metrics/statistics/kaplan-meier'
import { timeToRestore } from '#metrics/time-to-restore'
import type { CaseAnswer } from './case-answer.ts'
import type { CaseEvent, MetricCase } from './case-file.ts'

const to = Date.UTC(2026, 2, 9)
const window = { from: to - 365 * 86_400_000, to, timeZone: 'UTC' }
const liveAt = to - 60 * MINUTE

function deployment(key: string, over: Partial<DeploymentFact> = {}): DeploymentFact {
  return {
    key,
    at: liveAt,
    liveAt,
    firstLiveAt: liveAt,
    kind: 'CODE',
    outcome: 'SUCCEEDED',
    failureKey: null,
    rolledPast: false,
    rework: [],
    flags: [],
    arrivals: [{ placement: '', at: liveAt, outcome: 'SUCCEEDED' }],
    ...over,
  }
}

function change(key: string, deploymentKey: string, minutes: number): ChangeFact {
  const startedAt = liveAt - minutes * MINUTE
  return {
    key,
    deploymentKey,
    startedAt,
    committedAt: null,
    pushedAt: null,
    openedAt: null,
    mergedAt: startedAt,
    liveAt,
    firstLiveAt: liveAt,
    stages: [{ stage: 'UNACCOUNTED', from: startedAt, to: liveAt }],
    authorship: 'HUMAN',
    additions: null,
    deletions: null,
    confidence: 'HIGH',
    flags: [],
  }
}

function failure(key: string, deploymentKey: string, minutes: number, done: boolean, now: number): FailureFact {
  const impactStartedAt = now - minutes * MINUTE
  return {
    key,
    deploymentKey,
    at: liveAt,
    basis: 'EXPLICIT',
    confidence: 'HIGH',
    incidents: [`api/${key}`],
    impactStartedAt,
    restoredAt: done ? now : null,
    restoredRule: done ? 'RESOLVED' : null,
    duration: done ? minutes * MINUTE : null,
    impact: [{ from: impactStartedAt, to: done ? now : null }],
    remedy: null,
  }
}

const none: Facts = {
  deployments: [],
  changes: [],
  commits: [],
  failures: [],
  incidents: [],
  pending: [],
  lastLiveAt: liveAt,
}

/** Facts that hold the samples of a statistic-only case, and nothing else. */
function factsOf(event: CaseEvent): Facts {
  if (event.e === 'counts') return ofCounts(event)
  if (event.e === 'recoverySamples') {
    const samples = event.minutes as readonly { readonly t: number; readonly done: boolean }[]
    const deployments = samples.map((_, index) => deployment(`D${index}`, { failureKey: `F${index}` }))
    return {
      ...none,
      deployments,
      failures: samples.map(({ t, done }, index) => failure(`F${index}`, `D${index}`, t, done, to)),
    }
  }
  const byDeployment =
    event.e === 'leadTimeSamplesByDeployment'
      ? (event.minutes as Readonly<Record<string, readonly number[]>>)
      : { D1: event.deployedMin ?? (event.minutes as readonly number[]) }
  const entries = Object.entries(byDeployment)
  return {
    ...none,
    deployments: entries.map(([key]) => deployment(key)),
    changes: entries.flatMap(([key, values]) =>
      values.map((minutes, index) => change(`${key}-${index}`, key, minutes)),
    ),
    pending: (event.pendingAgeMin ?? []).map((age, index) => ({
      key: `P${index}`,
      startedAt: to - age * MINUTE,
      mergedAt: to - (age * MINUTE) / 2,
    })),
  }
}

function ofCounts({ forwardPlanned = 0, forwardHotfix = 0, rollbacks = 0, failedForward = 0 }: CaseEvent): Facts {
  const planned = Array.from({ length: forwardPlanned }, (_, index) => deployment(`P${index}`))
  const hotfixes = Array.from({ length: forwardHotfix }, (_, index) => deployment(`H${index}`, { rework: ['HOTFIX'] }))
  const back = Array.from({ length: rollbacks }, (_, index) =>
    deployment(`R${index}`, { kind: 'ROLLBACK', rework: ['ROLLBACK'] }),
  )
  const failed = planned.slice(0, failedForward)
  const failures = failed.map(({ key }) => failure(`F-${key}`, key, 10, true, to))
  const blamed = planned.map((each) => (failed.includes(each) ? { ...each, failureKey: `F-${each.key}` } : each))
  return { ...none, deployments: [...blamed, ...hotfixes, ...back], failures }
}

function minutes(seconds: number | null): number | null {
  return seconds === null ? null : seconds / 60
}

function curve(observations: readonly Observation[]): { curve: [number, number][]; median: number | null } {
  const survival = kaplanMeier(observations)
  return { curve: survival.curve.map(({ time, survival: share }) => [time, share]), median: survival.median }
}

/** The answer to a statistic-only case by the product's pure functions. `unit` is the granularity that is asked for. */
export function statisticAnswer(metricCase: MetricCase, unit: ChangeUnit): CaseAnswer {
  const [event] = metricCase.events
  if (event === undefined) throw new Error(`${metricCase.id} has no events`)
  const minN = metricCase.config?.['minN'] as { readonly p50: number; readonly p90: number } | undefined
  const scope: MeasureScope = {
    window,
    now: to,
    definition: definitionOf({ unit, ...(minN === undefined ? {} : { minN }) }),
  }
  const facts = factsOf(event)
  const lead = leadTimeForChanges.measure(facts, scope)
  const fail = changeFailureRate.measure(facts, scope)
  const rework = deploymentReworkRate.measure(facts, scope)
  const restore = timeToRestore.measure(facts, scope)
  const waiting = [
    ...(event.deployedMin ?? []).map((time) => ({ time, done: true })),
    ...(event.pendingAgeMin ?? []).map((time) => ({ time, done: false })),
  ]
  const survival = curve(waiting)
  return {
    leadTimeMin: {
      n: lead.sampleSize,
      p50: minutes(lead.medianSeconds),
      p75: minutes(lead.p75Seconds),
      p90: minutes(lead.p90Seconds),
      mean: minutes(lead.meanSeconds),
      kaplanMeier: survival.curve,
      p50KaplanMeier: survival.median,
    },
    pending: { n: lead.pending.count, oldestSinceStart: minutes(lead.pending.oldestSinceStartSeconds) },
    changeFail: { numerator: fail.failed, denominator: fail.deployments, rate: fail.rate },
    rework: { numerator: rework.rework, denominator: rework.deployments, rate: rework.rate },
    recoveryMin: {
      n: restore.sampleSize,
      open: restore.openCount,
      p50: minutes(restore.medianSeconds),
      p50AtLeast: minutes(restore.atLeastSeconds),
      kaplanMeier: restore.survival.map(({ seconds, share }) => [seconds / 60, share]),
    },
  }
}
