import { nearestName } from '#domain/nearest-name'
import { plural } from '#dashboards/format'

/** Names that a sentence may hold. */
const mostNamed = 12

function listed(names: readonly string[]): string {
  const rest = names.length - mostNamed
  return `${names.slice(0, mostNamed).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** What a configuration repository was found to hold. */
export interface FoundConfig {
  readonly config: string
  readonly app: string
  readonly commits: number
  /** Every service of which it holds a version, built from the repository or not. */
  readonly services: readonly string[]
  /** The one that was asked for; null: all. */
  readonly only: string | null
}

/** Why a configuration repository told no deployment, and what to try. */
export function whyNone({ config, app, commits, services, only }: FoundConfig): string {
  const swapped = `Is ${config} the configuration repository, and ${app} the other one? The two paths may be swapped.`
  if (services.length === 0)
    return `In ${plural(commits, 'commit')} of ${config} stands no version of anything. ${swapped} Else --rules says how its files are to be read: libs/sources/config-repository/README.md.`
  if (only !== null && !services.includes(only)) {
    const near = nearestName(only, services)
    const meant = near === null ? '' : ` Did you mean ${near}?`
    return `${config} knows no service ${only}; it has versions of ${listed(services)}.${meant}`
  }
  return `${config} has versions of ${listed(services)}, but of none enough are commits or tags of ${app}. Where one is built from it all the same: --service NAME. ${swapped}`
}

/** What is to be thought of before the numbers of several services of one repository are believed. */
export function sharedNote(services: readonly string[], app: string): string | null {
  if (services.length < 2) return null
  return `${listed(services.toSorted())} are built from one repository, and every commit of ${app} counts for each of them. Give each its part: --service NAME --path 'GLOB'; once connected, paths in leadline.yaml.`
}

/** Why a repository told no release. */
export function whyNoRelease(app: string, tags: string | null, known: readonly string[]): string {
  if (tags === null) return `${app} has neither tags that look like versions nor a commit on its default branch.`
  return known.length === 0
    ? `${app} has no tags; git fetch --tags brings them. Without --tags, what comes onto the default branch is a release.`
    : `No tag of ${app} matches ${tags}; its tags are ${listed(known)}.`
}
