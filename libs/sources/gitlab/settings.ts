import * as z from 'zod'

/** What a source of this system may be set to, beside the rules of incidents; everything has a default. */
const GitlabSettings = z.object({
  /** `group/sub/project` of those that are measured; empty: all that deliver. */
  repositories: z.array(z.string()).default([]),
  /** Labels that make an issue an incident, whatever their case. */
  incidentLabels: z.array(z.string()).default(['incident']),
  /** Environments whose deployments say nothing. */
  ignoredEnvironments: z.array(z.string()).default([]),
  /** Environment that a release is a deployment to; without it releases deploy nothing. */
  releasesDeployTo: z.string().optional(),
})
export type GitlabSettings = z.infer<typeof GitlabSettings>

/** Settings as they are stored; what cannot be read is as if it had not been set. */
export function readSettings(stored: unknown): GitlabSettings {
  const read = GitlabSettings.safeParse(stored ?? {})
  return read.success ? read.data : GitlabSettings.parse({})
}

/** Whether a project, by its path in any case, is one of those that are measured. */
export function isChosen({ repositories }: Pick<GitlabSettings, 'repositories'>, path: string): boolean {
  const name = path.toLowerCase()
  return repositories.length === 0 || repositories.some((chosen) => chosen.toLowerCase() === name)
}
