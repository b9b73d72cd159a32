import { SECOND } from '#domain/instant'
import { firstWins, yields } from '../precedence.ts'
import type { Statement } from '../source.ts'
import type { Pipeline } from './payload.ts'
import { linkOf } from './project.ts'

const outcomes: Readonly<Record<string, string>> = { success: 'succeeded', failed: 'failed', canceled: 'cancelled' }

/** It has begun and not ended: `manual` waits for somebody. */
const underWay: readonly string[] = ['running', 'manual', 'canceling']

function phaseOf({ object_attributes: pipeline, merge_request: request, project }: Pipeline): string | undefined {
  if (request != null || /^(?:external_pull|merge)_request_event$/.test(pipeline.source ?? '')) return 'pre_merge'
  const isMerged = pipeline.source === 'push' && pipeline.tag !== true && pipeline.ref === project.default_branch
  return isMerged ? 'post_merge' : undefined
}

function startOf({ created_at: createdAt, queued_duration: queued }: Pipeline['object_attributes']): string {
  const seconds = Math.min(Math.max(queued ?? 0, 0), 31_536_000)
  return new Date(Date.parse(createdAt) + seconds * SECOND).toISOString()
}

/**
 * A pipeline; null where it has not begun, or was skipped. When jobs of it are run again it goes on under the same number
 * and ends again: its first end counts.
 */
export function ofPipeline(delivery: Pipeline): Statement | null {
  const { object_attributes: pipeline, project } = delivery
  const outcome = outcomes[pipeline.status]
  if (outcome === undefined && !underWay.includes(pipeline.status)) return null
  const build = {
    type: 'build',
    id: String(pipeline.id),
    repository: project.web_url,
    sha: pipeline.sha,
    name: pipeline.name?.trim() === '' ? undefined : pipeline.name,
    queuedAt: pipeline.created_at,
    startedAt: startOf(pipeline),
    updatedAt: yields,
    phase: phaseOf(delivery),
    url: linkOf(pipeline.url),
  }
  const { finished_at: finishedAt } = pipeline
  if (outcome === undefined || finishedAt === null || finishedAt === undefined) return build
  return { ...build, finishedAt, outcome, updatedAt: firstWins(pipeline.created_at, finishedAt) }
}
