import { describe, expect, it } from 'vitest'
import { translateRollout } from '#sources/argo-rollouts/rollout-object'
import { translate } from '#sources/argo-rollouts/translate'

const name = { uid: 'u-1', name: 'basket', namespace: 'shop-prod' }
const containers = [
  { name: 'basket', image: 'registry.example.com/shop/basket:2.4.0', env: [{ name: 'K', value: 'v' }] },
]

function condition(type: string, status: string, reason: string, at: string, message?: string) {
  return { type, status, reason, lastTransitionTime: at, lastUpdateTime: at, message }
}

/** As it stands in a cluster at the seventh change of its pods. */
function object(status: object, parts: { readonly spec?: object; readonly generation?: number } = {}): object {
  const metadata = { ...name, generation: parts.generation ?? 4, annotations: { 'rollout.argoproj.io/revision': '7' } }
  const spec = { template: { spec: { containers } }, ...parts.spec }
  const observed = { observedGeneration: '4', currentPodHash: 'new', stableRS: 'old', ...status }
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata, spec, status: observed }
}

const open = condition('Completed', 'False', 'RolloutCompleted', '2026-03-02T10:00:00Z')
const abortedAt = '2026-03-02T10:12:00Z'
const aborted = (message: string) => [open, condition('Progressing', 'False', 'RolloutAborted', abortedAt, message)]
const complete = {
  stableRS: 'new',
  conditions: [condition('Completed', 'True', 'RolloutCompleted', '2026-03-02T10:30:00Z')],
}

function told(status: object, parts?: Parameters<typeof object>[1]): unknown {
  const translation = translateRollout(object(status, parts), { cluster: 'eu' })
  return 'ignored' in translation ? translation.ignored : translation.statements[0]
}

describe('a Rollout as it stands in its cluster', () => {
  it('says the same of a completed update, under the same id, as its notification', () => {
    const rollout = object(complete)
    const note = { event: 'completed', at: '2026-03-02T10:30:00Z', cluster: 'eu', rollout }
    const standing = translateRollout(rollout, { cluster: 'eu' })
    expect(standing).toEqual(translate(note, { headers: {}, settings: {} }))
    expect(standing).toMatchObject({
      statements: [{ id: 'u-1/7', outcome: 'succeeded', liveAt: '2026-03-02T10:30:00Z' }],
    })
  })

  it('is the same statement after it was scaled, and after its pods were started anew', () => {
    const before = told(complete)
    expect(told({ ...complete, observedGeneration: '5' }, { spec: { replicas: 9 }, generation: 5 })).toEqual(before)
    const restarted = { spec: { restartAt: '2026-03-03T09:00:00Z' }, generation: 5 }
    expect(told({ ...complete, observedGeneration: '5' }, restarted)).toEqual(before)
  })

  it('says nothing while its status is of an earlier spec: the old version would be taken for the new one', () => {
    expect(told(complete, { generation: 5 })).toMatch(/^its status is of an earlier state of it/)
    const invalid = condition('InvalidSpec', 'True', 'InvalidSpec', '2026-03-02T11:00:00Z', 'no strategy is given')
    expect(told({ ...complete, conditions: [...complete.conditions, invalid] })).toBe(
      'its controller refuses it: no strategy is given',
    )
  })

  it('tells the part of the traffic of one that is under way, and never takes an end back', () => {
    const way = told({ canary: { weights: { canary: { weight: 40 } } }, conditions: [open] })
    expect(way).toMatchObject({ id: 'u-1/7', startedAt: '2026-03-02T10:00:00Z', trafficPercent: 40 })
    expect(way).not.toHaveProperty('outcome')
  })

  it('of blue and green is live where the stable version is the new one, and not while both run', () => {
    const blueGreen = { activeSelector: 'old', previewSelector: 'new' }
    const paused = { pauseConditions: [{ reason: 'BlueGreenPause', startTime: '2026-03-02T10:02:00Z' }] }
    expect(told({ blueGreen, ...paused, conditions: [open] })).not.toHaveProperty('liveAt')
    expect(told({ ...complete, blueGreen: { activeSelector: 'new' } })).toHaveProperty('liveAt', '2026-03-02T10:30:00Z')
  })

  it.each([
    [
      'analysis_failed',
      'Rollout aborted update to revision 7: metric "errors" assessed Failed due to failed (1) > failureLimit (0)',
    ],
    [
      'inconclusive',
      'Rollout aborted update to revision 7: metric "errors" assessed Inconclusive due to inconclusive (1) > 0',
    ],
    ['readiness_timeout', 'Rollout aborted update to revision 7: ReplicaSet "basket-new" has timed out progressing.'],
    ['manual', 'Rollout aborted update to revision 7'],
    ['analysis_failed', 'metric "errors" assessed Error due to consecutiveErrors (5) > consecutiveErrorLimit (4)'],
  ])('was aborted for the reason %s where its condition says: %s', (abortReason, message) => {
    expect(told({ abort: true, abortedAt, conditions: aborted(message) })).toMatchObject({
      outcome: 'aborted',
      abortReason,
      startedAt: '2026-03-02T10:00:00Z',
      finishedAt: abortedAt,
    })
  })

  it('does not blame a person where its deadline aborts it, of which the controller keeps no word', () => {
    const status = { abort: true, abortedAt, conditions: aborted('Rollout aborted update to revision 7') }
    expect(told(status, { spec: { progressDeadlineAbort: true } })).not.toHaveProperty('abortReason')
  })

  it('failed where it was not ready in its time, unless it waits for somebody', () => {
    const conditions = [open, condition('Progressing', 'False', 'ProgressDeadlineExceeded', abortedAt, 'has timed out')]
    expect(told({ conditions })).toMatchObject({ outcome: 'failed', finishedAt: abortedAt })
    const pauseConditions = [{ reason: 'InconclusiveAnalysisRun', startTime: abortedAt }]
    expect(told({ conditions, pauseConditions })).not.toHaveProperty('outcome')
  })

  it('says why it says nothing', () => {
    const workloadRef = { kind: 'Deployment', name: 'basket' }
    expect(told(complete, { spec: { template: undefined, workloadRef } })).toBe(
      'its containers stand in the Deployment basket (workloadRef), which was not sent with it',
    )
    expect(told({})).toBe('no condition says since when it is under way')
    expect(told({ currentPodHash: '' })).toBe('it has no pods yet')
    expect(translateRollout({ kind: 'ReplicaSet' }, {})).toEqual({
      ignored: 'an object of the kind ReplicaSet is no Rollout',
    })
    expect(translateRollout('<nil>', {})).toMatchObject({ unreadable: true })
  })
})
