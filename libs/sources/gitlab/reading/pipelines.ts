import * as z from 'zod'
import { projectPath, type ReadProject } from './project.ts'
import { unread } from './lists.ts'

const text = z.string().nullish()

const Answer = z.object({
  id: z.number(),
  name: text,
  ref: text,
  tag: z.boolean().nullish(),
  sha: z.string(),
  source: text,
  status: z.string(),
  created_at: z.string(),
  finished_at: text,
  queued_duration: z.number().nullish(),
  web_url: text,
})

const told: readonly unknown[] = ['success', 'failed', 'canceled', 'running', 'manual', 'canceling']

/** Whether a pipeline as it is listed says anything: whether more of it is asked for. */
export function isTold(row: Readonly<Record<string, unknown>>): boolean {
  return told.includes(row['status'])
}

export function pipelinePath({ id }: ReadProject, pipeline: number): string {
  return `${projectPath(id)}/pipelines/${pipeline}`
}

/** A pipeline as its webhook tells it. */
export function pipelineBody(project: ReadProject, answer: unknown): object {
  const read = Answer.safeParse(answer)
  if (!read.success) return unread('pipeline', project)
  const { web_url: url, ...pipeline } = read.data
  return { object_kind: 'pipeline', project: project.named, object_attributes: { ...pipeline, url } }
}
