import * as z from 'zod'
import { SECOND } from '#domain/instant'
import { timeText } from '../times.ts'
import { unread } from './lists.ts'
import type { ReadProject } from './project.ts'

const text = z.string().nullish()

const Answer = z.object({
  id: z.number(),
  status: z.string(),
  sha: z.string(),
  ref: text,
  created_at: z.string(),
  updated_at: z.string(),
  environment: z.object({ name: z.string(), tier: text }),
  /** The job that deployed; null where a deployment was made by the API. */
  deployable: z.object({ id: z.number(), started_at: text, finished_at: text, web_url: text }).nullish(),
})
type Answer = z.infer<typeof Answer>

const ended: readonly string[] = ['success', 'failed', 'canceled']

/** When it began; null where it began and ended at once, or has not begun. */
function startOf({ status, created_at: created, updated_at: updated, deployable }: Answer): string | null {
  if (deployable != null) return deployable.started_at ?? null
  const [from, to] = [created, updated].map((each) => Date.parse(timeText(each) ?? ''))
  const isAtOnce = ended.includes(status) && (to ?? 0) - (from ?? 0) < SECOND
  return isAtOnce ? null : created
}

/** A deployment as its webhooks told it: that it began, and how it ended. */
export function deploymentBodies(project: ReadProject, answer: unknown): object[] {
  const read = Answer.safeParse(answer)
  if (!read.success) return [unread('deployment', project)]
  const { id, status, sha, ref, environment, deployable, updated_at: updated } = read.data
  const { web_url: url } = project.named
  const about = {
    object_kind: 'deployment',
    project: project.named,
    deployment_id: id,
    environment: environment.name,
    environment_tier: environment.tier,
    ref,
    commit_url: `${url}/-/commit/${sha}`,
    deployable_url: deployable == null ? null : (deployable.web_url ?? `${url}/-/jobs/${deployable.id}`),
  }
  const isEnded = ended.includes(status)
  const startedAt = isEnded || status === 'running' ? startOf(read.data) : null
  const began = startedAt === null ? [] : [{ ...about, status: 'running', status_changed_at: startedAt }]
  return isEnded ? [...began, { ...about, status, status_changed_at: deployable?.finished_at ?? updated }] : began
}
