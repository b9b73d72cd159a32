import { ruledSystems } from '#domain/naming/reconciler-places'
import type { GithubSettings } from '#sources/github/settings'
import { type PlacesOptions, placeSettings } from './source-places.ts'
import type { RepositoryOptions } from './source-repository.ts'

/** Options of `leadline source add`, of all systems. */
export interface AddOptions extends RepositoryOptions {
  readonly cluster?: string
  /** Where what is pasted is to send to; true: that is not said. */
  readonly snippet?: string | true
  /** Of a secret that the system made. */
  readonly secretFile?: string
  readonly repository?: readonly string[]
  readonly api?: string
  readonly incidentLabel?: readonly string[]
  readonly ignoreEnvironment?: readonly string[]
  readonly releasesDeployTo?: string
  readonly deployingWorkflow?: GithubSettings['deployingWorkflows']
}

type GivenSettings = { readonly [Name in keyof GithubSettings]: Readonly<GithubSettings[Name]> | undefined }

function settingsOf(options: AddOptions): Readonly<Record<string, unknown>> {
  const given: GivenSettings = {
    repositories: options.repository,
    api: options.api,
    incidentLabels: options.incidentLabel,
    ignoredEnvironments: options.ignoreEnvironment,
    releasesDeployTo: options.releasesDeployTo,
    deployingWorkflows: options.deployingWorkflow,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** What it is set to of environment and rules; nothing where nothing is said. */
async function placesFor(system: string, places: PlacesOptions): Promise<Readonly<Record<string, unknown>>> {
  const settings = await placeSettings(system, places, null)
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null))
}

function ofGithub(options: AddOptions): Readonly<Record<string, unknown>> {
  const nested = options.repository?.find((name) => name.split('/').length !== 2)
  if (nested !== undefined) throw new Error(`${nested} is no repository of GitHub: it must be owner/name.`)
  return settingsOf(options)
}

/** Options that a source of GitLab has beside environment and rules. */
const ofGitlab: readonly string[] = ['repository', 'incidentLabel', 'ignoreEnvironment', 'releasesDeployTo']

/** Options that a source of Azure DevOps has beside environment and rules. */
const ofAzureDevops: readonly string[] = ['repository', 'ignoreEnvironment']

/**
 * What a new source with a door of its own is set to.
 *
 * @throws which options are not of its system, or what is wrong in them
 */
export async function settingsFor(system: string, options: AddOptions): Promise<Readonly<Record<string, unknown>>> {
  const { cluster, environment, rules, json: _json, snippet: _snippet, secretFile: _secret, ...others } = options
  const isPlaced = [cluster, environment, rules].some((given) => given !== undefined)
  const places = { cluster, environment, rules }
  if (system === 'github' && !isPlaced) return ofGithub(options)
  if (system === 'gitlab' && Object.keys(others).every((name) => ofGitlab.includes(name)))
    return { ...settingsOf(options), ...(await placesFor(system, places)) }
  if (system === 'azure-devops' && Object.keys(others).every((name) => ofAzureDevops.includes(name)))
    return { ...settingsOf(options), ...(await placesFor(system, places)) }
  if (ruledSystems.includes(system) && Object.keys(others).length === 0) return placesFor(system, places)
  if (system === 'github' || ruledSystems.includes(system))
    throw new Error(`These options are not of ${system}. See: npx leadline source add --help`)
  if (isPlaced || Object.keys(others).length > 0)
    throw new Error(`A source of ${system} is proven by its secret, and nothing is read from it: it takes no options.`)
  return {}
}
