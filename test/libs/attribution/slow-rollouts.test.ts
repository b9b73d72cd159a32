import { describe, expect, it } from 'vitest'
import type { DeliveryEvent, DeploymentEvent } from '#domain/delivery-event'
import { at, baseline, deploy, projectInMemory } from '../../support/stream.ts'

const common = { type: 'deployment', service: 'api', environment: 'prod', version: 'v1', placement: 'eu' } as const

/** A sync that only began a rollout. */
function begun(id: string, time: string, more: Partial<DeploymentEvent> = {}): DeploymentEvent {
  return { ...common, source: 'sync', id, startedAt: at(time), outcome: 'in_progress', ...more }
}

function rolledOut(startedAt: string | null, time: string, more: Partial<DeploymentEvent> = {}): DeploymentEvent {
  const start = startedAt === null ? {} : { startedAt: at(startedAt) }
  return { ...common, source: 'rollouts', id: 'rollout', ...start, finishedAt: at(time), outcome: 'succeeded', ...more }
}

function told(...events: readonly DeliveryEvent[]): string[] {
  const lines = (all: readonly DeliveryEvent[]): string[] =>
    projectInMemory([baseline, ...all])
      .deployments.slice(1)
      .map(({ outcome, arrivals, reports }) => `${outcome} ${arrivals.length} of ${reports.length}`)
  expect(lines(events.toReversed())).toEqual(lines(events))
  return lines(events)
}

describe('a rollout that takes longer than two reports of one arrival lie apart', () => {
  it('is one arrival with the sync that began it', () => {
    expect(told(begun('s', '2 10:00'), rolledOut('2 10:01', '2 13:00'))).toEqual(['SUCCEEDED 1 of 2'])
    expect(told(begun('s', '2 10:00'), rolledOut('2 10:01', '2 13:00', { outcome: 'aborted' }))).toEqual([
      'ABORTED 1 of 2',
    ])
  })

  it('is one with what others tell of its end', () => {
    const other = deploy('health', 'v1', '2 13:10', { placement: 'eu', source: 'health' })
    expect(told(begun('s', '2 10:00'), rolledOut('2 10:01', '2 13:00'), other)).toEqual(['SUCCEEDED 1 of 3'])
  })

  it('is not the one of a sync that began at another time, nor of one that began over a day before its end', () => {
    expect(told(begun('s', '2 10:00'), rolledOut('2 11:00', '2 13:00', { outcome: 'aborted' }))).toEqual([
      'IN_PROGRESS 1 of 1',
      'ABORTED 1 of 1',
    ])
    expect(told(begun('s', '2 10:00'), rolledOut(null, '2 13:00', { outcome: 'aborted' }))).toHaveLength(2)
    expect(told(begun('s', '2 10:00'), rolledOut('2 10:01', '3 13:00', { outcome: 'aborted' }))).toHaveLength(2)
  })

  it('is not the one of the same source, nor elsewhere, nor of another version', () => {
    const end = rolledOut('2 10:01', '2 13:00', { outcome: 'aborted' })
    expect(told(begun('s', '2 10:00', { source: 'rollouts' }), end)).toHaveLength(2)
    expect(told(begun('s', '2 10:00', { placement: 'us' }), end)).toHaveLength(2)
    expect(told(begun('s', '2 10:00', { version: 'v2' }), end)).toHaveLength(2)
  })

  it('belongs to the second try where both begin and are taken back', () => {
    const tries = [
      begun('first', '2 10:00'),
      rolledOut('2 10:01', '2 12:00', { id: 'one', outcome: 'aborted' }),
      begun('second', '2 14:00'),
      rolledOut('2 14:01', '2 16:00', { id: 'two', outcome: 'aborted' }),
    ]
    expect(told(...tries)).toEqual(['ABORTED 1 of 2', 'ABORTED 1 of 2'])
  })

  it('is one attempt with the sync that waited for it and failed when it was aborted, and none with one that had failed before', () => {
    const failed = (startedAt: string, finishedAt: string) =>
      begun('s', startedAt, { outcome: 'failed', finishedAt: at(finishedAt) })
    const abort = rolledOut('2 10:01', '2 10:20', { outcome: 'aborted' })
    expect(told(failed('2 10:00', '2 10:20'), abort)).toEqual(['ABORTED 1 of 2'])
    expect(told(failed('2 10:00', '2 10:10'), abort)).toEqual(['FAILED 1 of 1', 'ABORTED 1 of 1'])
    expect(told(failed('2 10:21', '2 10:30'), abort)).toEqual(['ABORTED 1 of 1', 'FAILED 1 of 1'])
  })
})
