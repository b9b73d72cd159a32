import * as z from 'zod'

const time = z.iso.datetime({ offset: true })
const maybeTime = time.nullish()
const text = z.string().nullish()
const user = z.object({ login: z.string(), type: text }).nullish()
const labels = z.array(z.object({ name: z.string() })).nullish()

/** What every delivery of a repository holds. In a push its times are seconds since 1970, elsewhere texts. */
export const Repository = z.object({ name: z.string(), html_url: z.string(), default_branch: text })
export type Repository = z.infer<typeof Repository>

/** Whose delivery it is, where it is one repository's. */
export const OfRepository = z.object({ repository: z.object({ full_name: z.string() }) })

export const CommitMessage = z.string()

const commit = z.object({
  id: z.string(),
  timestamp: time,
  message: CommitMessage,
  author: z.object({ name: text, email: text, username: text }),
  distinct: z.boolean().nullish(),
})

export const Push = z.object({
  ref: z.string(),
  before: z.string(),
  after: z.string(),
  created: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
  forced: z.boolean().nullish(),
  commits: z.array(commit).nullish(),
  head_commit: commit.nullish(),
  repository: Repository.extend({ pushed_at: z.union([z.number(), time]).nullish() }),
})
export type Push = z.infer<typeof Push>

export const PullRequest = z.object({
  number: z.number(),
  title: z.string(),
  html_url: text,
  state: z.string(),
  draft: z.boolean().nullish(),
  created_at: time,
  updated_at: time,
  closed_at: maybeTime,
  merged_at: maybeTime,
  merge_commit_sha: text,
  user,
  labels,
  head: z.object({ sha: z.string(), ref: z.string() }),
  base: z.object({ ref: z.string() }),
  additions: z.number().nullish(),
  deletions: z.number().nullish(),
  changed_files: z.number().nullish(),
})
export type PullRequest = z.infer<typeof PullRequest>

export const PullRequestDelivery = z.object({
  action: z.string(),
  before: text,
  pull_request: PullRequest,
  repository: Repository,
})

export const Review = z.object({
  action: z.string(),
  review: z.object({ state: z.string(), submitted_at: maybeTime, user }),
  pull_request: z.object({ number: z.number(), created_at: time, user }),
  repository: Repository,
})
export type Review = z.infer<typeof Review>

export const Deployment = z.object({
  id: z.number(),
  sha: z.string(),
  ref: text,
  task: text,
  environment: z.string(),
  payload: z.unknown(),
  created_at: time,
  transient_environment: z.boolean().nullish(),
})

export const DeploymentDelivery = z.object({ deployment: Deployment, repository: Repository })

export const DeploymentStatus = z.object({
  deployment_status: z.object({
    state: z.string(),
    environment: text,
    created_at: time,
    log_url: text,
    target_url: text,
  }),
  deployment: Deployment,
  repository: Repository,
})

export const Release = z.object({
  action: z.string(),
  release: z.object({
    tag_name: z.string(),
    target_commitish: text,
    draft: z.boolean(),
    prerelease: z.boolean(),
    published_at: maybeTime,
    html_url: text,
  }),
  repository: Repository,
})
export type Release = z.infer<typeof Release>

/** A package, with labels of an image as they are read. */
export function withLabels<T extends z.ZodType>(allLabels: T) {
  const labels = z.object({ revision: text, source: text, all_labels: allLabels.nullish() }).nullish()
  const container = z.object({
    tag: z.object({ name: text, digest: text }).nullish(),
    manifest: z.object({ digest: text }).nullish(),
    labels,
  })
  return z.object({
    created_at: maybeTime,
    updated_at: maybeTime,
    package_version: z
      .object({
        version: text,
        target_oid: text,
        package_url: text,
        html_url: text,
        created_at: maybeTime,
        updated_at: maybeTime,
        container_metadata: container.nullish(),
      })
      .nullish(),
  })
}

const Package = withLabels(z.record(z.string(), z.unknown()))
export type Package = z.infer<typeof Package>

/** The manifests of an index, as a label of GitHub lists them. */
export const Platforms = z.array(z.object({ digest: z.string(), os: text })).max(100)

/** `registry_package` and `package` tell the same. */
export const PackageDelivery = z.object({
  action: text,
  registry_package: Package.optional(),
  package: Package.optional(),
  repository: Repository.nullish(),
})

export const WorkflowRun = z.object({
  action: z.string(),
  workflow_run: z.object({
    id: z.number(),
    run_attempt: z.number().nullish(),
    name: text,
    path: text,
    event: z.string(),
    status: text,
    conclusion: text,
    head_sha: z.string(),
    head_branch: text,
    created_at: time,
    run_started_at: maybeTime,
    updated_at: time,
    html_url: text,
  }),
  repository: Repository,
})
export type WorkflowRun = z.infer<typeof WorkflowRun>

export const Issue = z.object({
  action: z.string(),
  label: z.object({ name: z.string() }).nullish(),
  issue: z.object({
    id: z.number(),
    title: z.string(),
    html_url: text,
    created_at: time,
    updated_at: time,
    closed_at: maybeTime,
    labels,
  }),
  repository: Repository,
})
export type Issue = z.infer<typeof Issue>
