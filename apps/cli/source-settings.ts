import { ruledSystems } from '#domain/naming/reconciler-places'
import type { GithubSettings } from '#sources/github/settings'
import { placeSettings } from './source-places.ts'
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
}

type GivenSettings = { readonly [Name in keyof GithubSettings]: Readonly<GithubSettings[Name]> | undefined }

function settingsOf(options: AddOptions): Readonly<Record<string, unknown>> {
  const given: GivenSettings = {
    repositories: options.repository,
    api: options.api,
    incidentLabels: options.incidentLabel,
    ignoredEnvironments: options.ignoreEnvironment,
    releasesDeployTo: options.releasesDeployTo,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/**
 * What a new source with a door of its own is set to.
 *
 * @throws which options are not of its system, or what is wrong in them
 */
export async function settingsFor(system: string, options: AddOptions): Promise<Readonly<Record<string, unknown>>> {
  const { cluster, environment, rules, json: _json, snippet: _snippet, secretFile: _secret, ...others } = options
  const isPlaced = [cluster, environment, rules].some((given) => given !== undefined)
  if (system === 'github' && !isPlaced) return settingsOf(options)
  if (ruledSystems.includes(system) && Object.keys(others).length === 0) {
    const settings = await placeSettings(system, { cluster, environment, rules }, null)
    return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null))
  }
  if (system === 'github' || ruledSystems.includes(system))
    throw new Error(`These options are not of ${system}. See: npx leadline source add --help`)
  if (isPlaced || Object.keys(others).length > 0)
    throw new Error(`A source of ${system} is proven by its secret, and nothing is read from it: it takes no options.`)
  return {}
}
