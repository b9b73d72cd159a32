import { nearestName } from '#domain/nearest-name'
import { plural, shortSha } from '#dashboards/format'

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

/** A version whose commit is only likely. */
export interface GuessedVersion {
  readonly service: string
  readonly version: string
  readonly sha: string
}

/** Which versions were taken for a commit by a rule that may err; null where none were. */
export function guessNote(found: readonly GuessedVersion[]): string | null {
  const guesses = new Map(found.map(({ service, version, sha }) => [`${service} ${version}`, sha]))
  const [first] = guesses
  if (first === undefined) return null
  const [version, sha] = first
  const [which, names] =
    guesses.size === 1 ? ['one version is', 'its name fits'] : [`${guesses.size} versions are`, 'their names fit']
  return `The commit of ${which} guessed, such as ${version} = ${shortSha(sha)}: ${names} one commit, but not for certain, and all numbers take it for known. What corrects a wrong guess: libs/sources/config-repository/README.md.`
}

/** What a glob that no file ever fitted does to the numbers. */
export function unfitNote(glob: string, app: string): string {
  return `No commit of ${app} touches a file that fits --path '${glob}': it makes no change the service's. Paths are written from the top of the repository, such as services/api or "services/api/**".`
}

/** Why a repository told no release. */
export function whyNoRelease(app: string, tags: string | null, known: readonly string[]): string {
  if (tags === null) return `${app} has neither tags that look like versions nor a commit on its default branch.`
  return known.length === 0
    ? `${app} has no tags; git fetch --tags brings them. Without --tags, what comes onto the default branch is a release.`
    : `No tag of ${app} matches ${tags}; its tags are ${listed(known)}.`
}
