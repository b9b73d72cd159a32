import * as z from 'zod'
import { DAY, type Instant } from '#domain/instant'
import { timeText } from '../times.ts'
import { pageSize, projectPath, type ReadProject } from './project.ts'

const Commits = z.array(z.object({ id: z.string() }).loose())
/** Commits as they are listed. */
export type ReadCommits = z.infer<typeof Commits>

const Branch = z.object({ commit: z.object({ id: z.string() }) })

const Events = z.array(
  z.object({
    created_at: z.string(),
    push_data: z
      .object({
        ref_type: z.string(),
        ref: z.string().nullish(),
        commit_from: z.string().nullish(),
        commit_to: z.string().nullish(),
        commit_count: z.number().nullish(),
      })
      .nullish(),
  }),
)
/** What somebody did in a project, of pushes. */
export type ReadEvents = z.infer<typeof Events>

export function readCommits(answer: unknown): ReadCommits | null {
  const read = Commits.safeParse(answer)
  return read.success ? read.data : null
}

export function readEvents(answer: unknown): ReadEvents | null {
  const read = Events.safeParse(answer)
  return read.success ? read.data : null
}

/** The commit that a branch is at; null where the answer does not say. */
export function readHead(answer: unknown): string | null {
  const read = Branch.safeParse(answer)
  return read.success ? read.data.commit.id : null
}

export function branchPath({ id, defaultBranch }: ReadProject): string {
  return `${projectPath(id)}/repository/branches/${encodeURIComponent(defaultBranch ?? '')}`
}

/** Commits that lead to one: those that another does not lead to, or those since a moment. */
export function commitsPath({ id }: ReadProject, head: string, since: { readonly head: string } | Instant): string {
  const range =
    typeof since === 'number'
      ? { ref_name: head, since: new Date(since).toISOString() }
      : { ref_name: `${since.head}..${head}` }
  return `${projectPath(id)}/repository/commits?${new URLSearchParams({ ...range, per_page: String(pageSize) })}`
}

/** Pushes since the day before a moment, the newest first; GitLab asks for days. */
export function eventsPath({ id }: ReadProject, since: Instant): string {
  // The days are those of the server's time zone, and the one that is named is left out.
  const day = new Date(since - 2 * DAY).toISOString().slice(0, 10)
  return `${projectPath(id)}/events?action=pushed&after=${day}&sort=desc&per_page=${pageSize}`
}

/** Commits as they are stored: of no webhook, but read. */
export function commitsBody({ named }: ReadProject, commits: ReadCommits): object {
  return { object_kind: 'commits', project: named, commits }
}

/** When a push was; null where it does not say. */
export function pushedAt({ created_at: at }: ReadEvents[number]): Instant | null {
  const text = timeText(at)
  return text === null ? null : Date.parse(text)
}

/** A push to the default branch as its webhook tells it, without its commits; null of every other. */
export function pushBody(project: ReadProject, { created_at: at, push_data: push }: ReadEvents[number]): object | null {
  const after = push?.commit_to
  if (push?.ref_type !== 'branch' || push.ref !== project.defaultBranch || after == null) return null
  return {
    object_kind: 'push',
    project: project.named,
    ref: `refs/heads/${push.ref}`,
    before: push.commit_from ?? '0'.repeat(after.length),
    after,
    checkout_sha: after,
    commits: [],
    total_commits_count: push.commit_count,
    read: { pushed_at: at },
  }
}
