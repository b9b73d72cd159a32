import { DAY, HOUR, MINUTE } from '#domain/instant'
import { defaultDefinition } from '#metrics/definition'
import type { ChangeFact, DeploymentFact, Facts, FailureFact } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import { changeFact, deploymentFact, factsOf, failureFact } from './facts.ts'

/** How a made-up service delivers. Effects of a week are normal, with these standard deviations, and carried over. */
export interface DeliveryModel {
  /** Deployments, but for rollbacks. */
  readonly perWeek: number
  /** Of the logarithm of how much is deployed in a week. */
  readonly activity: number
  /** Of the logarithm of lead times: of the week, of the deployment, of the change. */
  readonly lead: readonly [week: number, deployment: number, change: number]
  readonly failureShare: number
  readonly reworkShare: number
  /** Of the log-odds of both. */
  readonly trouble: number
  /** Of the logarithm of times to restore: of the week, of the failure. */
  readonly restore: readonly [week: number, failure: number]
  /** Share of failures that nobody ever closes. */
  readonly neverClosed: number
  /** Correlation of an effect with that of the week before. */
  readonly carryOver: number
  readonly days: number
}

/** Weeks like those of services in earnest: 13 weeks, effects that are plain to see and no more than that. */
export const usualModel: Omit<DeliveryModel, 'perWeek'> = {
  activity: 0.25,
  lead: [0.35, 0.6, 1],
  failureShare: 0.1,
  reworkShare: 0.12,
  trouble: 0.6,
  restore: [0.4, 1.2],
  neverClosed: 0.08,
  carryOver: 0.3,
  days: 90,
}

/** The values of the population that the histories are drawn from: what an interval has to hold. */
export interface Truth {
  readonly deploymentFrequency: number
  readonly leadTimeForChanges: number
  readonly changeFailureRate: number
  readonly timeToRestore: number
  readonly deploymentReworkRate: number
}

const medianLead = 24 * HOUR
const medianRestore = 3 * HOUR
const rolledBack = 0.4
const furtherChange = 0.5
/** Shape of the gamma distribution of a day's mean: deployments come in bursts. */
const burstShape = 1.5
const firstMonday = Date.UTC(2025, 0, 6)

export type Random = () => number

/** Seeded, so that a run says the same every time (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Lead times and times to restore are symmetric in their logarithms, which leaves their medians as they are set. */
export function truthOf(model: DeliveryModel): Truth {
  const failed = model.failureShare
  const rollbacks = failed * rolledBack
  return {
    deploymentFrequency: model.perWeek / 7,
    leadTimeForChanges: medianLead / 1_000,
    changeFailureRate: failed,
    // With those that are never closed, half are restored when a larger share of the rest is.
    timeToRestore:
      (medianRestore / 1_000) * Math.exp(Math.hypot(...model.restore) * normalQuantile(0.5 / (1 - model.neverClosed))),
    deploymentReworkRate: (model.reworkShare + rollbacks) / (1 + rollbacks),
  }
}

/** One history of whole weeks around a window that begins on any day of the week. */
export function drawHistory(random: Random, model: DeliveryModel): { facts: Facts; scope: MeasureScope } {
  const from = firstMonday + 7 * DAY + Math.floor(random() * 7) * DAY
  const to = from + model.days * DAY
  const scope = { window: { from, to, timeZone: 'UTC' }, definition: defaultDefinition, now: to }
  const found = { deployments: [] as DeploymentFact[], changes: [] as ChangeFact[], failures: [] as FailureFact[] }
  const next = weekEffects(random, model.carryOver)
  for (let monday = firstMonday; monday < to; monday += 7 * DAY) addWeek(found, monday, next(), random, model, to)
  return { facts: factsOf(found), scope }
}

interface WeekEffects {
  readonly activity: number
  readonly lead: number
  readonly trouble: number
  readonly restore: number
}

/** Standard normal effects, each carried over into the week after. */
function weekEffects(random: Random, carryOver: number): () => WeekEffects {
  const state = { activity: normal(random), lead: normal(random), trouble: normal(random), restore: normal(random) }
  const fresh = Math.sqrt(1 - carryOver * carryOver)
  return () => {
    for (const name of ['activity', 'lead', 'trouble', 'restore'] as const)
      state[name] = carryOver * state[name] + fresh * normal(random)
    return { ...state }
  }
}

interface Found {
  readonly deployments: DeploymentFact[]
  readonly changes: ChangeFact[]
  readonly failures: FailureFact[]
}

function addWeek(found: Found, monday: number, week: WeekEffects, random: Random, model: DeliveryModel, now: number) {
  const busy = Math.exp(model.activity * week.activity - model.activity ** 2 / 2)
  const fails = shareInWeek(model.failureShare, model.trouble, week.trouble)
  const reworks = shareInWeek(model.reworkShare, model.trouble, week.trouble)
  for (let day = 0; day < 5; day += 1) {
    const burst = (-Math.log(1 - random()) + normal(random) ** 2 / 2) / burstShape
    for (let left = poisson(random, (model.perWeek / 5) * busy * burst); left > 0; left -= 1) {
      const live = monday + day * DAY + 8 * HOUR + Math.floor(random() * 10 * HOUR)
      const deployment = deploymentFact(`D${found.deployments.length}`, live, {
        rework: random() < reworks ? ['HOTFIX'] : [],
      })
      found.deployments.push(deployment)
      addChanges(found, deployment, week, random, model)
      if (random() < fails) addFailure(found, deployment, week, random, model, now)
    }
  }
}

function addChanges(
  found: Found,
  { key, at }: DeploymentFact,
  week: WeekEffects,
  random: Random,
  model: DeliveryModel,
) {
  const [ofWeek, ofDeployment, ofChange] = model.lead
  const shared = ofWeek * week.lead + ofDeployment * normal(random)
  do {
    const lead = Math.round(medianLead * Math.exp(shared + ofChange * normal(random)))
    found.changes.push(changeFact(`C${found.changes.length}`, at - lead, at, { deploymentKey: key }))
  } while (random() < furtherChange)
}

function addFailure(
  { deployments, failures }: Found,
  deployment: DeploymentFact,
  week: WeekEffects,
  random: Random,
  { restore: [ofWeek, ofFailure], neverClosed }: DeliveryModel,
  now: number,
) {
  const took = Math.round(medianRestore * Math.exp(ofWeek * week.restore + ofFailure * normal(random)))
  const end = deployment.at + took
  const isOpen = random() < neverClosed || end > now
  failures.push(failureFact(deployment, isOpen ? null : end))
  if (random() < rolledBack)
    deployments.push(deploymentFact(`R${deployments.length}`, deployment.at + MINUTE, { kind: 'ROLLBACK' }))
}

/** The share of a week whose log-odds differ so that its mean over all weeks is `mean`. */
function shareInWeek(mean: number, spread: number, effect: number): number {
  return logistic(centreOf(mean, spread) + spread * effect)
}

const centres = new Map<string, number>()

function centreOf(mean: number, spread: number): number {
  const key = `${mean} ${spread}`
  const known = centres.get(key)
  if (known !== undefined) return known
  let low = -20
  let high = 20
  for (let step = 0; step < 60; step += 1) {
    const centre = (low + high) / 2
    if (expected((effect) => logistic(centre + spread * effect)) < mean) low = centre
    else high = centre
  }
  centres.set(key, low)
  return low
}

function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds))
}

/** Expectation over a standard normal variable (trapezoid rule). */
function expected(of: (value: number) => number): number {
  let sum = 0
  for (let value = -8; value <= 8; value += 0.02) sum += of(value) * Math.exp((-value * value) / 2)
  return (sum * 0.02) / Math.sqrt(2 * Math.PI)
}

function normalQuantile(share: number): number {
  let low = -8
  let high = 8
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2
    if (expected((value) => (value <= middle ? 1 : 0)) < share) low = middle
    else high = middle
  }
  return low
}

function poisson(random: Random, mean: number): number {
  const least = Math.exp(-mean)
  let count = 0
  for (let left = random(); left > least; left *= random()) count += 1
  return count
}
