import { describe, expect, it } from 'vitest'
import { at, baseline, commit, deploy, incident, projectInMemory, request } from '../../support/stream.ts'
import type { DeliveryEvent } from '#domain/delivery-event'
import { type FailureSign, failureSigns } from '#domain/rules'
import { type ReworkReason, reworkReasons } from '#domain/stream-history'
import { changeFailureRate } from '#metrics/change-failure-rate'
import { definitionOf, type DefinitionLeaves } from '#metrics/definition'
import { deploymentReworkRate } from '#metrics/deployment-rework-rate'
import type { Facts } from '#metrics/facts'

const { liveAt: _never, ...broken } = deploy('broken', 'v12', '10 09:00', { includes: [], outcome: 'failed' })

/** Each day a deployment that one sign alone shows to have failed, and on the last one that ended FAILED. */
const story: readonly DeliveryEvent[] = [
  baseline,
  commit('c1', '2 08:00'),
  commit('c2', '3 08:00'),
  commit('c3', '3 10:00', { reverts: ['c2'] }),
  deploy('D1', 'v1', '2 09:00', { sha: 'c1', includes: ['c1'] }),
  // Taken back.
  deploy('rolled back', 'v2', '2 10:00', { includes: [] }),
  deploy('D2', 'v1', '2 11:00', { sha: 'c1', includes: [] }),
  deploy('reverted', 'v3', '3 09:00', { sha: 'c2', includes: ['c2'] }),
  deploy('D3', 'v4', '3 11:00', { sha: 'c3', includes: ['c3'] }),
  deploy('named', 'v5', '4 09:00', { includes: [] }),
  incident('I1', '4 20:00', '4 21:00', { deploymentId: 'named' }),
  deploy('near', 'v6', '5 09:00', { includes: [] }),
  incident('I2', '5 09:05', '5 09:30'),
  deploy('mended', 'v7', '6 09:00', { includes: [] }),
  incident('I3', '6 20:00', '6 21:00'),
  deploy('D4', 'v8', '6 22:00', { includes: [], remediates: ['mended'] }),
  deploy('corrected', 'v9', '7 09:00', { includes: [] }),
  incident('I4', '7 20:00', '7 21:00'),
  {
    type: 'override',
    source: 'api',
    id: 'O1',
    incidentId: 'I4',
    deploymentId: 'corrected',
    at: at('8 09:00'),
    by: 'ada',
    reason: 'It was this one.',
  },
  deploy('by label', 'v10', '9 09:00', { includes: [], labels: ['hotfix'] }),
  request(7, ['c7'], '9 08:00', { headBranch: 'hotfix/login' }),
  commit('c7', '9 07:00'),
  deploy('by branch', 'v11', '9 10:00', { sha: 'c7', includes: ['c7'] }),
  broken,
]

const signs = (counted: readonly FailureSign[]) => projectInMemory(story, { rules: { failureSigns: counted } })
const failed = (counted: readonly FailureSign[]): string[] => {
  const { failures, deployments } = signs(counted)
  const ids = new Map(deployments.map(({ key, reports }) => [key, reports[0]?.externalId]))
  return failures.map(({ deploymentKey, basis, confidence }) => `${ids.get(deploymentKey)} ${basis} ${confidence}`)
}

const all = [
  'rolled back ROLLBACK MEDIUM',
  'reverted REVERT MEDIUM',
  'named EXPLICIT HIGH',
  'near TIME_ONLY LOW',
  'mended EXPLICIT HIGH',
  'corrected OVERRIDE HIGH',
]

describe('a sign of failure', () => {
  it('makes a failure, each with its confidence', () => {
    expect(failed(failureSigns)).toEqual(all)
  })

  it.each<[FailureSign, Readonly<Record<string, string | null>>]>([
    ['ROLLBACK', { 'rolled back ROLLBACK MEDIUM': null }],
    ['REVERT', { 'reverted REVERT MEDIUM': null }],
    // A deployment that names what it repairs is a sign of its own where an incident opened between the two.
    ['EXPLICIT', { 'named EXPLICIT HIGH': null, 'mended EXPLICIT HIGH': 'mended HOTFIX MEDIUM' }],
    ['HOTFIX', {}],
    ['TIME_ONLY', { 'near TIME_ONLY LOW': null }],
  ])('%s switched off takes its own failures away, and leaves the others as they are', (sign, own) => {
    const expected = all.map((each) => own[each] ?? (each in own ? null : each)).filter((each) => each !== null)
    expect(failed(failureSigns.filter((each) => each !== sign))).toEqual(expected)
  })

  it.each(failureSigns)('%s alone makes no failure but its own and those of corrections', (sign) => {
    for (const each of failed([sign])) expect(each).toMatch(new RegExp(` (?:${sign}|OVERRIDE) `))
  })

  it('that does not count still tells what kind a deployment was, what was rework, and what repaired', () => {
    const told = (counted: readonly FailureSign[]) =>
      signs(counted).deployments.map(({ kind, revertsOf, hotfix, rework }) => ({ kind, revertsOf, hotfix, rework }))
    expect(told([])).toEqual(told(failureSigns))
    expect(failed([])).toEqual(['corrected OVERRIDE HIGH'])
  })
})

const history = projectInMemory(story)
const facts: Facts = { ...history, pending: [], lastLiveAt: null }
const scope = (leaves: DefinitionLeaves) => ({
  window: { from: at('1'), to: at('31'), timeZone: 'UTC' },
  definition: definitionOf(leaves),
  now: at('31'),
})
const externalId = (key: string): string =>
  history.deployments.find((each) => each.key === key)?.reports[0]?.externalId ?? ''

it('a run that ended FAILED counts where that is switched on, and nothing else does then', () => {
  const of = (failedOutcomes: boolean): string[] =>
    changeFailureRate
      .measure(facts, scope({ failedOutcomes }))
      .failures.map(({ deployment }) => externalId(deployment.key))
  expect(of(true).filter((id) => !of(false).includes(id))).toEqual(['broken'])
  expect(of(false)).toHaveLength(all.length)
})

describe('a reason for rework', () => {
  const reworked = (counted: readonly ReworkReason[] | null): string[] =>
    deploymentReworkRate.measure(facts, scope({ reworkReasons: counted })).samples.map(({ key }) => externalId(key))
  const own: Readonly<Record<ReworkReason, readonly string[]>> = {
    ROLLBACK: ['D2'],
    INCIDENT: ['D4'],
    REVERT: ['D3'],
    HOTFIX: ['by label', 'by branch'],
  }

  it.each(reworkReasons)('%s switched off takes its own away, and alone leaves its own', (reason) => {
    const everything = reworked(null)
    expect(everything).toEqual(['D2', 'D3', 'D4', 'by label', 'by branch'])
    expect(reworked([reason])).toEqual(own[reason])
    expect(reworked(reworkReasons.filter((each) => each !== reason))).toEqual(
      everything.filter((id) => !own[reason].includes(id)),
    )
  })
})
