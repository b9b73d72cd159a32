import { expect, it } from 'vitest'
import { movedRecords } from '#attribution/moved-records'
import type { Deployment, Failure, StreamHistory, StreamIncident } from '#domain/stream-history'

const nothing: StreamHistory = {
  deployments: [],
  changes: [],
  commits: [],
  failures: [],
  incidents: [],
  pending: [],
  waits: [],
}
const deployed = (key: string, at: number, given: Partial<Deployment> = {}) =>
  ({ key, at, kind: 'CODE', outcome: 'SUCCEEDED', liveAt: at, rework: [], rolledPast: false, ...given }) as Deployment
const opened = (key: string, openedAt: number, given: Partial<StreamIncident> = {}) =>
  ({
    key,
    openedAt,
    classification: 'incident',
    restoredAt: null,
    impact: [],
    failureKey: null,
    ...given,
  }) as StreamIncident
const failed = (deploymentKey: string) => ({ key: `f-${deploymentKey}`, deploymentKey, basis: 'EXPLICIT' }) as Failure

it('of two histories alike nothing moved, whoever corrected what', () => {
  const history = { ...nothing, deployments: [deployed('a', 1)], incidents: [opened('i', 2)] }
  const override = { id: 'o', at: 3, by: '', reason: '', revoked: false, settles: null, revocation: null }
  const corrected = { ...history, deployments: [deployed('a', 1, { overrides: [override] as never })] }
  expect(movedRecords(history, corrected)).toEqual({ deployments: [], incidents: [] })
})

it('what became something else, came and went is told as it was and as it is, by time', () => {
  const before = {
    ...nothing,
    deployments: [deployed('late', 9), deployed('early', 1), deployed('same', 5), deployed('gone', 3)],
    incidents: [opened('i', 2), opened('left', 4)],
  }
  const after = {
    ...nothing,
    deployments: [deployed('late', 9, { kind: 'REDEPLOY' }), deployed('early', 1), deployed('same', 5)],
    failures: [failed('early')],
    incidents: [opened('i', 2, { failureKey: 'f-early' }), opened('came', 1)],
  }
  const { deployments, incidents } = movedRecords(before, after)
  expect(deployments.map(({ before: was, after: is }) => [was?.key ?? null, is?.key ?? null])).toEqual([
    ['early', 'early'],
    ['gone', null],
    ['late', 'late'],
  ])
  expect(incidents.map(({ before: was, after: is }) => [was?.key ?? null, is?.key ?? null])).toEqual([
    [null, 'came'],
    ['i', 'i'],
    ['left', null],
  ])
})
