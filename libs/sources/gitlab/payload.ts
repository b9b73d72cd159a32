import * as z from 'zod'
import { timeText } from './times.ts'

/** In UTC, whatever way it was written. */
const time = z.string().transform((text, context) => {
  const read = timeText(text)
  if (read !== null) return read
  context.addIssue({ code: 'custom', message: 'it is no time with an offset' })
  return z.NEVER
})
const maybeTime = time.nullish()
const text = z.string().nullish()
const flag = z.boolean().nullish()
const labels = z.array(z.object({ title: z.string() })).nullish()
export type Labels = z.infer<typeof labels>

/** A message of a commit: whoever may read the repository reads it, and the lines at its end are needed. */
export const CommitMessage = z.string()

/** What names an event, of a project or of the whole instance. */
export const Head = z.object({ object_kind: text, event_name: text })

export const Project = z.object({ path_with_namespace: z.string(), web_url: z.string(), default_branch: text })
export type Project = z.infer<typeof Project>

/** Whose delivery it is. */
export const OfProject = z.object({ project: z.object({ path_with_namespace: z.string() }) })

const Account = z.object({ id: z.number().nullish(), username: text })
export type Account = z.infer<typeof Account>

const Commit = z.object({
  id: z.string(),
  /** When it was committed, which is not when it was written. */
  timestamp: time,
  message: CommitMessage,
  author: z.object({ name: text, email: text }).nullish(),
})
export type Commit = z.infer<typeof Commit>

export const Push = z.object({
  ref: z.string(),
  before: z.string(),
  after: z.string(),
  /** The commit, of a tag too; null of what was deleted. */
  checkout_sha: text,
  ref_protected: flag,
  /** The newest twenty, the oldest of them first. */
  commits: z.array(Commit).nullish(),
  total_commits_count: z.number().nullish(),
  project: Project,
  /** Of what was read, not delivered. */
  read: z.object({ pushed_at: time }).nullish(),
})
export type Push = z.infer<typeof Push>

/** Commits that were read, not delivered. */
export const Commits = z.object({
  project: Project,
  commits: z.array(
    z.object({
      id: z.string(),
      authored_date: time,
      committed_date: time,
      /** None of those that are listed with a merge request. */
      parent_ids: z.array(z.string()).nullish(),
      message: CommitMessage,
      author_name: text,
      author_email: text,
    }),
  ),
})
export type Commits = z.infer<typeof Commits>

/** What became another, from what to what. */
const changed = <T extends z.ZodType>(value: T) =>
  z.object({ previous: value.nullish(), current: value.nullish() }).nullish()
const touched = z.object({}).nullish()

export const MergeRequest = z.object({
  user: Account.nullish(),
  project: Project,
  object_attributes: z.object({
    iid: z.number(),
    action: text,
    state: z.string(),
    title: z.string(),
    url: text,
    author_id: z.number().nullish(),
    created_at: time,
    updated_at: time,
    draft: flag,
    work_in_progress: flag,
    source_branch: z.string(),
    target_branch: z.string(),
    last_commit: z.object({ id: z.string() }).nullish(),
    oldrev: text,
    merge_commit_sha: text,
    squash_commit_sha: text,
  }),
  labels,
  changes: z
    .object({
      draft: changed(z.boolean()),
      work_in_progress: changed(z.boolean()),
      title: touched,
      labels: touched,
      target_branch: touched,
      state: touched,
      state_id: touched,
    })
    .nullish(),
  assignees: z.array(Account).nullish(),
  reviewers: z.array(Account).nullish(),
  /** Of what was read, not delivered: times that no webhook tells, and all commits. */
  read: z
    .object({
      merged_at: maybeTime,
      closed_at: maybeTime,
      ready_at: maybeTime,
      reviewed_at: maybeTime,
      approved_at: maybeTime,
      commits: z.array(z.string()),
    })
    .nullish(),
})
export type MergeRequest = z.infer<typeof MergeRequest>

export const Note = z.object({
  user: Account.nullish(),
  project: Project,
  object_attributes: z.object({
    action: text,
    noteable_type: text,
    system: flag,
    author_id: z.number().nullish(),
    created_at: time,
  }),
  merge_request: z.object({ iid: z.number(), author_id: z.number().nullish(), created_at: time }).nullish(),
})
export type Note = z.infer<typeof Note>

export const Pipeline = z.object({
  project: Project,
  object_attributes: z.object({
    id: z.number(),
    name: text,
    ref: text,
    tag: flag,
    sha: z.string(),
    source: text,
    status: z.string(),
    created_at: time,
    finished_at: maybeTime,
    /** In seconds; null where it started at once, and before. */
    queued_duration: z.number().nullish(),
    url: text,
  }),
  merge_request: touched,
})
export type Pipeline = z.infer<typeof Pipeline>

export const Deployment = z.object({
  project: Project,
  deployment_id: z.number(),
  status: z.string(),
  status_changed_at: time,
  environment: z.string(),
  environment_tier: text,
  deployable_url: text,
  ref: text,
  commit_url: text,
})
export type Deployment = z.infer<typeof Deployment>

export const Release = z.object({
  project: Project,
  action: z.string(),
  tag: z.string(),
  url: text,
  released_at: time,
  commit: z.object({ id: z.string() }).nullish(),
})
export type Release = z.infer<typeof Release>

export const Issue = z.object({
  event_type: text,
  project: Project,
  object_attributes: z.object({
    id: z.number(),
    action: text,
    type: text,
    title: text,
    confidential: flag,
    severity: text,
    url: text,
    created_at: time,
    updated_at: time,
    closed_at: maybeTime,
    moved_to_id: z.number().nullish(),
    duplicated_to_id: z.number().nullish(),
  }),
  labels,
  changes: z.object({ labels: changed(labels) }).nullish(),
})
export type Issue = z.infer<typeof Issue>

/** What GitLab listed and then refused to tell more of; made by our reading, and sent by nobody. */
export const Unanswered = z.object({
  object_kind: z.literal('unanswered'),
  what: z.string(),
  changed_at: z.string(),
  why: z.string(),
  project: z.object({ path_with_namespace: z.string() }),
})
export type Unanswered = z.infer<typeof Unanswered>

/** What is read of each kind of event; of all others nothing is. */
export const payloads = {
  push: Push,
  commits: Commits,
  tag_push: Push,
  merge_request: MergeRequest,
  note: Note,
  pipeline: Pipeline,
  deployment: Deployment,
  release: Release,
  issue: Issue,
  work_item: Issue,
  unanswered: Unanswered,
} as const satisfies Readonly<Record<string, z.ZodObject>>

/** The name of an event; null where it has none that GitLab would write. */
export function kindOf(body: unknown): string | null {
  const head = Head.safeParse(body)
  const kind = head.success ? (head.data.object_kind ?? head.data.event_name ?? '') : ''
  return /^[a-z][a-z_]{0,59}$/.test(kind) ? kind : null
}
