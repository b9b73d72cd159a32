import * as z from 'zod'

/** What a source of this system may be set to; everything has a default. */
export const GithubSettings = z.object({
  /** `owner/name` of the repositories that are measured; empty: all that deliver, and all that the App sees. */
  repositories: z.array(z.string()).default([]),
  /** Base of the API; of an Enterprise Server `https://HOST/api/v3`. */
  api: z.string().default('https://api.github.com'),
  /** Labels that make an issue an incident, whatever their case. */
  incidentLabels: z.array(z.string()).default(['incident']),
  /** Environments whose deployments say nothing. */
  ignoredEnvironments: z.array(z.string()).default(['github-pages']),
  /** The App that was registered for this source; without it whoever reads the history brings a token. */
  app: z.object({ id: z.number(), slug: z.string() }).optional(),
  /** Environment that a published release is a deployment to; without it releases deploy nothing. */
  releasesDeployTo: z.string().optional(),
  /** Workflows each run of which is a deployment, by file (`deploy.yml`) or name, and to which environment. */
  deployingWorkflows: z.array(z.object({ workflow: z.string(), environment: z.string() })).default([]),
})
export type GithubSettings = z.infer<typeof GithubSettings>

/** Settings as they are stored; what cannot be read is as if it had not been set. */
export function readSettings(stored: unknown): GithubSettings {
  const read = GithubSettings.safeParse(stored ?? {})
  return read.success ? read.data : GithubSettings.parse({})
}

/** Whether a repository (`owner/name`, in any case) is one of those that are measured. */
export function isChosen({ repositories }: Pick<GithubSettings, 'repositories'>, repository: string): boolean {
  const name = repository.toLowerCase()
  return repositories.length === 0 || repositories.some((chosen) => chosen.toLowerCase() === name)
}
