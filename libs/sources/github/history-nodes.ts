import * as z from 'zod'

const time = z.iso.datetime({ offset: true })
const text = z.string().nullish()
const actor = z.object({ login: z.string(), __typename: z.string() }).nullish()

const pageInfo = z.object({ endCursor: text, hasNextPage: z.boolean() })

function connection<T extends z.ZodType>(node: T) {
  return z.object({ nodes: z.array(node.nullable()).nullish() })
}

function page<T extends z.ZodType>(node: T) {
  return connection(node).extend({ totalCount: z.number().optional(), pageInfo })
}

/** One page of a connection; nodes that GitHub would not give are null. */
export interface NodePage<T> {
  readonly totalCount?: number | undefined
  readonly pageInfo: z.infer<typeof pageInfo>
  readonly nodes?: readonly (T | null)[] | null | undefined
}

export const CommitNode = z.object({
  oid: z.string(),
  authoredDate: time,
  committedDate: time,
  message: z.string(),
  parents: connection(z.object({ oid: z.string() })),
  author: z.object({ name: text, email: text, user: z.object({ login: z.string() }).nullish() }).nullish(),
  associatedPullRequests: connection(z.object({ number: z.number(), mergedAt: text })).nullish(),
})
export type CommitNode = z.infer<typeof CommitNode>

/** Whole, or its id alone where a mirror tells the rest. */
const member = CommitNode.or(z.object({ oid: z.string() }))
export type Member = z.infer<typeof member>

const members = page(z.object({ commit: member }))

export const RequestNode = z.object({
  number: z.number(),
  title: z.string(),
  url: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  isDraft: z.boolean(),
  createdAt: time,
  updatedAt: time,
  mergedAt: time.nullish(),
  closedAt: time.nullish(),
  additions: z.number().nullish(),
  deletions: z.number().nullish(),
  changedFiles: z.number().nullish(),
  headRefName: z.string(),
  baseRefName: z.string(),
  headRefOid: z.string(),
  mergeCommit: z.object({ oid: z.string() }).nullish(),
  author: actor,
  labels: connection(z.object({ name: z.string() })).nullish(),
  reviews: connection(z.object({ state: z.string(), submittedAt: time.nullish(), author: actor })).nullish(),
  ready: connection(z.object({ createdAt: time })),
  forced: connection(z.object({ beforeCommit: member.nullish() })),
  commits: members,
})
export type RequestNode = z.infer<typeof RequestNode>

const statuses = page(z.object({ state: z.string(), createdAt: time, environment: text, logUrl: text }))
export type StatusNode = NonNullable<NonNullable<z.infer<typeof statuses>['nodes']>[number]>

export const DeploymentNode = z.object({
  id: z.string(),
  databaseId: z.number().nullish(),
  commitOid: z.string(),
  environment: text,
  originalEnvironment: text,
  task: text,
  payload: text,
  createdAt: time,
  ref: z.object({ name: z.string() }).nullish(),
  statuses,
})
export type DeploymentNode = z.infer<typeof DeploymentNode>

const place = { url: z.string() }

export const RequestsAnswer = z.object({
  repository: z.object({ ...place, pullRequests: page(RequestNode) }),
})

export const MembersAnswer = z.object({
  repository: z.object({ pullRequest: z.object({ commits: members }) }),
})

export const CommitsAnswer = z.object({
  repository: z.object({
    ...place,
    /** Null where nothing was pushed yet. */
    defaultBranchRef: z.object({ name: z.string(), target: z.object({ history: page(CommitNode) }) }).nullable(),
  }),
})

export const DeploymentsAnswer = z.object({
  repository: z.object({ ...place, name: z.string(), deployments: page(DeploymentNode) }),
})

export const OpenDeploymentsAnswer = z.object({
  nodes: z.array(
    DeploymentNode.extend({ repository: z.object({ ...place, name: z.string() }) })
      .nullable()
      // What is no deployment any more has no fields.
      .or(z.object({}).transform(() => null)),
  ),
})

export const StatusesAnswer = z.object({ node: z.object({ statuses }) })

const ReleaseNode = z.object({
  tagName: z.string(),
  url: text,
  createdAt: time,
  publishedAt: time.nullish(),
  isDraft: z.boolean(),
  isPrerelease: z.boolean(),
  tagCommit: z.object({ oid: z.string() }).nullish(),
})
export type ReleaseNode = z.infer<typeof ReleaseNode>

export const ReleasesAnswer = z.object({
  repository: z.object({ ...place, name: z.string(), releases: page(ReleaseNode) }),
})

const label = z.object({ name: z.string() }).nullish()

export const IssueNode = z
  .object({
    /** Of GitHub itself: its numbers have outgrown `databaseId`. */
    fullDatabaseId: z.union([z.string(), z.number()]).nullish(),
    databaseId: z.number().nullish(),
    title: z.string(),
    url: z.string(),
    createdAt: time,
    updatedAt: time,
    labels: connection(z.object({ name: z.string() })).nullish(),
    timelineItems: connection(z.object({ __typename: z.string(), createdAt: time, label })),
  })
  .refine(({ fullDatabaseId, databaseId }) => (fullDatabaseId ?? databaseId) != null, 'an issue without a number')
export type IssueNode = z.infer<typeof IssueNode>

export const IssuesAnswer = z.object({
  repository: z.object({ ...place, name: z.string(), issues: page(IssueNode) }),
})

export const SurveyAnswer = z.object({
  search: z.object({ issueCount: z.number() }),
  repository: z.object({
    environments: connection(z.object({ name: z.string() })),
    releases: connection(z.object({ publishedAt: time.nullish(), isDraft: z.boolean(), isPrerelease: z.boolean() })),
    tags: z.object({ totalCount: z.number() }).nullish(),
    /** Null where there is no such folder. */
    workflows: z.object({ entries: z.array(z.object({ name: z.string() })).nullish() }).nullish(),
  }),
})

const SurveyedDeployment = DeploymentNode.extend({ commit: z.object({ oid: z.string() }).nullish() })
export type SurveyedDeployment = z.infer<typeof SurveyedDeployment>

export const SurveyDeploymentsAnswer = z.object({
  repository: z.object({ ...place, name: z.string(), deployments: page(SurveyedDeployment) }),
})
export type SurveyDeploymentsAnswer = z.infer<typeof SurveyDeploymentsAnswer>

export const VisibleAnswer = z.object({
  viewer: z.object({ repositories: page(z.object({ nameWithOwner: z.string() })) }),
})
export type VisibleAnswer = z.infer<typeof VisibleAnswer>
