import * as z from 'zod'

const person = z.object({ name: z.string(), email: z.string() })
const trailer = z.object({ key: z.string(), value: z.string() })
/** Milliseconds since 1970. */
const instant = z.number()

/** A commit as `libs/git` reads it. */
const commit = z.object({
  sha: z.string().min(1),
  parents: z.array(z.string()),
  authoredAt: instant,
  committedAt: instant,
  author: person,
  committer: person,
  message: z.string(),
  trailers: z.array(trailer),
  paths: z.array(z.string()).optional(),
})

/** A commit, with what its surroundings tell of it. */
const commitReading = z.object({
  /** `host/owner/name` */
  repository: z.string().min(1),
  /** When it was read: no time lies much later. */
  readAt: instant,
  commit,
  /** It is a first parent of the default branch. */
  onLine: z.boolean().default(true),
  /** Name of the default branch. */
  defaultBranch: z.string().nullable().default(null),
  /** The request whose head reaches it. */
  memberOf: z.int().min(1).nullable().default(null),
  /** Numbers of requests whose heads are known; null where none are. */
  requests: z.array(z.int()).nullable().default(null),
})

const releaseReading = z.object({
  repository: z.string().min(1),
  service: z.string().min(1),
  environment: z.string().min(1).default('production'),
  branch: z.string().default(''),
  release: z.object({
    sha: z.string().min(1),
    at: instant,
    tag: z.string().nullable(),
    liveRule: z.enum(['TAG', 'TAGGED_COMMIT', 'BRANCH_MERGE']),
  }),
})

/** A commit or a release as JSON, as `history.ts` and `releases.ts` read it. */
export const GitReading = z.union([commitReading, releaseReading])

/** One commit, as far as events are made of it. */
export interface GitCommit {
  readonly sha: string
  readonly parents: readonly string[]
  readonly authoredAt: number
  readonly committedAt: number
  readonly author: GitPerson
  readonly committer: GitPerson
  readonly message: string
  readonly trailers: readonly { readonly key: string; readonly value: string }[]
  readonly paths?: readonly string[] | undefined
}

export interface GitPerson {
  readonly name: string
  readonly email: string
}

/** A tag, and the commit that it stands for. */
export interface GitTag {
  readonly name: string
  readonly sha: string
  /** When it was made; of a lightweight tag, when its commit was. */
  readonly at: number
  readonly annotated: boolean
}
