import * as z from 'zod'

/** What a source of this system may be set to, beside the rules of what deploys; everything has a default. */
const AzureDevopsSettings = z.object({
  /** `PROJECT/NAME` of those that are measured; empty: all that deliver. */
  repositories: z.array(z.string()).default([]),
  /** Environments whose deployments say nothing. */
  ignoredEnvironments: z.array(z.string()).default([]),
})
export type AzureDevopsSettings = z.infer<typeof AzureDevopsSettings>

/** Settings as they are stored; what cannot be read is as if it had not been set. */
export function readSettings(stored: unknown): AzureDevopsSettings {
  const read = AzureDevopsSettings.safeParse(stored ?? {})
  return read.success ? read.data : AzureDevopsSettings.parse({})
}

/** Whether a repository, by project and name in any case, is one of those that are measured. */
export function isChosen({ repositories }: Pick<AzureDevopsSettings, 'repositories'>, path: string | null): boolean {
  if (repositories.length === 0) return true
  const name = path?.toLowerCase()
  return repositories.some((chosen) => chosen.toLowerCase() === name)
}
