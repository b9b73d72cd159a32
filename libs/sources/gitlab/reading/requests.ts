import * as z from 'zod'
import { isBot } from '../people.ts'
import { pageSize, projectPath, type ReadProject } from './project.ts'

const text = z.string().nullish()
const Person = z.object({ id: z.number(), username: text })

const Answer = z.object({
  iid: z.number(),
  title: z.string(),
  state: z.string(),
  web_url: text,
  author: Person.nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  merged_at: text,
  closed_at: text,
  draft: z.boolean().nullish(),
  work_in_progress: z.boolean().nullish(),
  source_branch: z.string(),
  target_branch: z.string(),
  sha: text,
  merge_commit_sha: text,
  squash_commit_sha: text,
  labels: z.array(z.string()).nullish(),
})
/** A merge request as it is listed. */
export type ReadRequest = z.infer<typeof Answer>

const Note = z.object({ system: z.boolean().nullish(), body: z.string(), created_at: z.string(), author: Person })
/** A comment on a merge request, or what GitLab notes of it by itself. */
export type ReadNote = z.infer<typeof Note>
const Notes = z.array(Note)

const Approvals = z.object({ approvals_required: z.number().nullish() })

/** What is known of a merge request beside how it is listed. */
export interface AroundRequest {
  readonly commits: readonly string[]
  /** The oldest first. */
  readonly notes: readonly ReadNote[]
  /** Approvals that it needs. */
  readonly required: number
}

export function readRequest(answer: unknown): ReadRequest | null {
  const read = Answer.safeParse(answer)
  return read.success ? read.data : null
}

export function readNotes(answer: unknown): readonly ReadNote[] | null {
  const read = Notes.safeParse(answer)
  return read.success ? read.data : null
}

/** How many approvals a request needs, where it is told; without that one is enough. */
export function readRequired(answer: unknown): number | null {
  const read = Approvals.safeParse(answer)
  return read.success ? Math.max(1, read.data.approvals_required ?? 1) : null
}

/** What stands below a merge request. */
export function ofRequestPath({ id }: ReadProject, iid: number, what: 'commits' | 'approvals' | 'notes'): string {
  const path = `${projectPath(id)}/merge_requests/${iid}/${what}`
  if (what === 'approvals') return path
  return `${path}?${what === 'notes' ? 'sort=asc&order_by=created_at&' : ''}per_page=${pageSize}`
}

export function isApproval({ system, body }: ReadNote): boolean {
  return system === true && body.startsWith('approved this merge request')
}

/** Whether somebody wrote it, or approved, who is a person and not the author. */
function isReview(note: ReadNote, author: number | undefined): boolean {
  if (note.author.id === author || isBot(note.author.username)) return false
  return note.system !== true || isApproval(note)
}

/** When the last of the approvals was given that it needs, by a person who is not the author. */
function approvedAt({ author }: ReadRequest, { notes, required }: AroundRequest): string | undefined {
  const last = notes.filter(isApproval).slice(required - 1)
  return last.find((note) => isReview(note, author?.id))?.created_at
}

/** When it was made ready the last time; where it never was a draft, it was ready from its beginning. */
function readyAt(request: ReadRequest, { notes }: AroundRequest): string | undefined {
  const own = notes.filter(({ system }) => system === true)
  const made = own.findLast(({ body }) =>
    /^(?:marked .*\bas \*\*ready\*\*|unmarked .*\bdraft|unmarked .*Work In Prog)/i.test(body),
  )
  const isDraft = request.draft ?? request.work_in_progress ?? false
  return made?.created_at ?? (isDraft ? undefined : request.created_at)
}

/** A merge request as a webhook tells it, with what no webhook tells. */
export function requestBody({ named }: ReadProject, request: ReadRequest, around: AroundRequest): object {
  const { author, labels, sha, web_url: url, merged_at: mergedAt, closed_at: closedAt, ...told } = request
  return {
    object_kind: 'merge_request',
    project: named,
    user: author,
    object_attributes: {
      ...told,
      action: 'update',
      url,
      author_id: author?.id,
      last_commit: sha == null ? null : { id: sha },
    },
    labels: labels?.map((title) => ({ title })),
    read: {
      merged_at: mergedAt,
      closed_at: closedAt,
      ready_at: readyAt(request, around),
      reviewed_at: around.notes.find((note) => isReview(note, author?.id))?.created_at,
      approved_at: approvedAt(request, around),
      commits: around.commits,
    },
  }
}
