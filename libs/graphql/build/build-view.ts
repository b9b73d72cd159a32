import type { BuildRow } from '#storage/queries/builds-of-commits'
import type { BuildType } from './build.type.ts'

const outcomes = { succeeded: 'SUCCEEDED', failed: 'FAILED', cancelled: 'CANCELLED' } as const
const phases = { pre_merge: 'PRE_MERGE', post_merge: 'POST_MERGE' } as const

export function buildView({ state: { event } }: BuildRow): BuildType {
  return {
    name: event.name ?? null,
    sha: event.sha,
    attempt: event.attempt ?? null,
    phase: event.phase === undefined ? null : phases[event.phase],
    outcome: event.outcome === undefined ? null : outcomes[event.outcome],
    queuedAt: event.queuedAt ?? null,
    startedAt: event.startedAt,
    finishedAt: event.finishedAt ?? null,
    url: event.url ?? null,
  }
}
