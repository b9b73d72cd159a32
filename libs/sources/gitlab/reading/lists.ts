import * as z from 'zod'
import type { Instant } from '#domain/instant'
import { timeText } from '../times.ts'
import { pageSize, projectPath, type ReadProject } from './project.ts'

/** What GitLab lists in the order in which it changed. */
export type UpdatedList = 'deployments' | 'merge_requests' | 'issues' | 'pipelines'

const Row = z.object({ id: z.number(), updated_at: z.string() }).loose()
const Rows = z.array(Row)
/** One of a list, of which more is read when it is known what it is. */
export type Row = z.infer<typeof Row>

const scoped: readonly UpdatedList[] = ['merge_requests', 'issues']

/** A page of what changed since a moment, the longest ago first. */
export function updatedPath({ id }: ReadProject, list: UpdatedList, since: Instant, page: number): string {
  const asked = new URLSearchParams({
    ...(scoped.includes(list) && { scope: 'all' }),
    updated_after: new Date(since).toISOString(),
    order_by: 'updated_at',
    sort: 'asc',
    per_page: String(pageSize),
    page: String(page),
  })
  return `${projectPath(id)}/${list}?${asked}`
}

/** A page of a list that changed; null where it is none. */
export function readRows(answer: unknown): readonly Row[] | null {
  const read = Rows.safeParse(answer)
  return read.success ? read.data : null
}

/** When one of a list changed; null where it does not say. */
export function changedAt({ updated_at: at }: Row): Instant | null {
  const text = timeText(at)
  return text === null ? null : Date.parse(text)
}

/** What is kept of one of a list that is not as GitLab documents it: it is shown, and says nothing. */
export function unread(kind: string, { named }: ReadProject): object {
  return { object_kind: kind, project: named }
}

const words: Readonly<Record<UpdatedList, string>> = {
  deployments: 'deployment',
  merge_requests: 'merge request',
  issues: 'issue',
  pipelines: 'pipeline',
}

/** What is kept of one of a list of which GitLab tells no more: it is shown, and says nothing. */
export function unanswered(list: UpdatedList, row: Row, { named }: ReadProject, why: string): object {
  const number = typeof row['iid'] === 'number' ? row['iid'] : row.id
  return {
    object_kind: 'unanswered',
    what: `${words[list]} ${number}`,
    changed_at: row.updated_at,
    why,
    project: named,
  }
}
