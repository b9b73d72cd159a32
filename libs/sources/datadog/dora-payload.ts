import * as z from 'zod'

const Git = z.object({ commit_sha: z.string(), repository_url: z.string() })
export type Git = z.infer<typeof Git>

/** Unix time in nanoseconds, milliseconds or seconds. */
const Time = z.union([z.string(), z.number()], {
  error: ({ input }) => `${input == null ? 'it is missing; ' : ''}send it as Unix time`,
})

const Common = z.object({
  id: z.string().nullish(),
  started_at: Time,
  env: z.string().nullish(),
  version: z.string().nullish(),
  team: z.string().nullish(),
  git: Git.nullish(),
  custom_tags: z.array(z.string()).nullish(),
})

const DeploymentAttributes = Common.extend({ service: z.string(), finished_at: Time })
const FailureAttributes = Common.extend({
  services: z.array(z.string()).nullish(),
  finished_at: Time.nullish(),
  name: z.string().nullish(),
  severity: z.string().nullish(),
})

/** Bodies of Datadog's DORA metrics. */
export const DeploymentBody = z.object({ data: z.object({ attributes: DeploymentAttributes }) })
export type Deployment = z.infer<typeof DeploymentAttributes>
export const FailureBody = z.object({ data: z.object({ attributes: FailureAttributes }) })
export type Failure = z.infer<typeof FailureAttributes>
