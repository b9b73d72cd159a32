import type { Instant } from '#domain/instant'
import type { Statement } from '../source.ts'
import type { Bump } from './bumps.ts'
import type { CodeReference, Origin } from './code-reference.ts'
import { type BumpContext, deploymentEvent } from './deployment-events.ts'
import type { FlagSwitch } from './flag-files.ts'

/** A commit of the line that is deployed, with what it moved. */
export interface ConfigCommit {
  readonly sha: string
  readonly parents: readonly string[]
  readonly authoredAt: Instant
  readonly committedAt: Instant
  readonly author: { readonly name: string; readonly email: string }
  readonly message: string
  /** It only moves image references, whoever wrote it. */
  readonly transport: boolean
  /** Every file it changed. */
  readonly paths: readonly string[]
  readonly bumps: readonly Bump[]
  /** Flags that it switched; left out: none. */
  readonly switches?: readonly FlagSwitch[]
  /** Left out: it says nothing of where it is from. */
  readonly origin?: Origin
}

/** The commits of code for which commits of the configuration say that they were made, by their sha. */
export function referencesOf(commits: readonly Pick<ConfigCommit, 'sha' | 'origin'>[]): Map<string, CodeReference> {
  return new Map(
    commits.flatMap(({ sha, origin }) => (origin?.reference == null ? [] : [[sha, origin.reference] as const])),
  )
}

/** Longest lists and texts of the contract. */
const most = {
  paths: 10_000,
  path: 4_096,
  message: 65_536,
  person: 320,
  parents: 200,
  id: 500,
  name: 300,
  reason: 5_000,
}

function iso(at: Instant): string {
  return new Date(at).toISOString()
}

/** The config commit itself: what only moves image references is transport, all else says which paths it changed. */
export function configCommitEvent(commit: ConfigCommit, configRepository: string): Statement {
  const { name, email } = commit.author
  const paths = commit.paths.filter((path) => path.length <= most.path).slice(0, most.paths)
  return {
    type: 'commit',
    repository: configRepository,
    sha: commit.sha,
    parents: commit.parents.slice(0, most.parents),
    authoredAt: iso(commit.authoredAt),
    committedAt: iso(commit.committedAt),
    author: { name: name.slice(0, most.person), email: email.slice(0, most.person) },
    message: commit.message.slice(0, most.message),
    transport: commit.transport,
    ...(commit.transport ? {} : { paths }),
  }
}

/** Why a commit switched a flag: its subject, and the lines that say for what incident. The rest may name others by the way. */
function reasonOf(message: string): string {
  const [subject = '', ...body] = message.split('\n')
  return [subject, ...body.filter((line) => /^\s*(?:incident|fixes)\s*:/i.test(line))].join('\n').slice(0, most.reason)
}

/** A flag that a commit switched, at the time of the commit. */
function flagEvent(commit: ConfigCommit, switched: FlagSwitch, configRepository: string): Statement {
  const { path, key, enabled, service, environment } = switched
  return {
    type: 'flag',
    id: [configRepository, commit.sha, path, key].map(encodeURIComponent).join('/').slice(0, most.id),
    key: key.slice(0, most.name),
    environment,
    at: iso(commit.committedAt),
    enabled,
    ...(service !== null && { service }),
    reason: reasonOf(commit.message),
    attributes: { configCommit: `${configRepository}@${commit.sha}`, path: path.slice(0, 2_000) },
  }
}

/**
 * Everything that a config commit says, in statements of the event contract: the commit, and a deployment for each bump.
 *
 * @param resolve the commit behind a bump's version; left out: none is stated.
 */
export function statementsOf(
  commit: ConfigCommit,
  configRepository: string,
  resolve: (bump: Bump) => Pick<BumpContext, 'resolution' | 'repository'> = () => ({}),
): Statement[] {
  const dry = commit.origin?.dry ?? null
  const deployments = commit.bumps.map((bump) => deploymentEvent(bump, { configRepository, dry, ...resolve(bump) }))
  const flags = (commit.switches ?? []).map((switched) => flagEvent(commit, switched, configRepository))
  return [configCommitEvent(commit, configRepository), ...deployments.filter((event) => event !== null), ...flags]
}
