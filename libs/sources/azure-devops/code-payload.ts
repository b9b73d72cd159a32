import * as z from 'zod'
import { flag, maybeTime, number, text, time } from './fields.ts'

/** A message of a commit: whoever may read the repository reads it, and the lines at its end are needed. */
export const CommitMessage = z.string()

export const Project = z.object({ name: text })

export const Repository = z.object({
  /** Of the API, below the organisation. */
  url: text,
  name: z.string(),
  project: Project.nullish(),
  defaultBranch: text,
  remoteUrl: text,
  webUrl: text,
})
export type Repository = z.infer<typeof Repository>

const Signature = z.object({ name: text, email: text, date: time })

export const Commit = z.object({
  commitId: z.string(),
  author: Signature.nullish(),
  committer: Signature.nullish(),
  comment: CommitMessage.nullish(),
  commentTruncated: flag,
})
export type Commit = z.infer<typeof Commit>

export const Push = z.object({
  resource: z.object({
    refUpdates: z.array(z.object({ name: z.string(), oldObjectId: text, newObjectId: z.string() })),
    commits: z.array(Commit).nullish(),
    repository: Repository,
    date: maybeTime,
  }),
})
export type Push = z.infer<typeof Push>['resource']

export const Identity = z.object({ id: text, displayName: text, uniqueName: text })
export type Identity = z.infer<typeof Identity>

const value = z.object({ $value: z.union([z.string(), z.number()]).nullish() }).nullish()

/** What was said of a request or done to it; only the API tells it. */
const Thread = z.object({
  publishedDate: maybeTime,
  isDeleted: flag,
  properties: z
    .object({ CodeReviewThreadType: value, CodeReviewVoteResult: value, CodeReviewVotedByIdentity: value })
    .nullish(),
  /** By number, as the properties name them. */
  identities: z.record(z.string(), Identity).nullish(),
  comments: z
    .array(z.object({ author: Identity.nullish(), publishedDate: maybeTime, commentType: text, isDeleted: flag }))
    .nullish(),
})
export type Thread = z.infer<typeof Thread>

const Reviewer = z.object({ id: text, displayName: text, vote: number, isContainer: flag })
const CommitRef = z.object({ commitId: z.string() })

export const Request = z.object({
  repository: Repository,
  pullRequestId: z.number(),
  status: z.string(),
  createdBy: Identity.nullish(),
  creationDate: time,
  closedDate: maybeTime,
  title: text,
  sourceRefName: text,
  targetRefName: text,
  isDraft: flag,
  lastMergeSourceCommit: CommitRef.nullish(),
  lastMergeCommit: CommitRef.nullish(),
  reviewers: z.array(Reviewer).nullish(),
  labels: z.array(z.object({ name: text, active: flag })).nullish(),
  commits: z.array(Commit).nullish(),
  threads: z.array(Thread).nullish(),
})
export type Request = z.infer<typeof Request>

export const PullRequest = z.object({ resource: Request })

export const Comment = z.object({
  resource: z.object({
    comment: z.object({ author: Identity.nullish(), publishedDate: time, commentType: text, isDeleted: flag }),
    pullRequest: Request,
  }),
})
export type Comment = z.infer<typeof Comment>['resource']
