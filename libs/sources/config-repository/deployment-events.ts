import { createHash } from 'node:crypto'
import { normaliseRepository } from '#domain/repository-name'
import {
  dryCommitAttribute,
  hydratedCommitAttribute,
  linkConfidenceAttribute,
  linkMethodAttribute,
  liveRuleAttribute,
  thirdPartyAttribute,
} from '#domain/statement-attributes'
import type { Statement } from '../source.ts'
import type { Bump } from './bumps.ts'
import type { CodeReference } from './code-reference.ts'
import type { Running } from './running.ts'
import { isThirdParty } from './third-party.ts'
import type { Resolution } from './version-of.ts'

/** What a bump's deployment is said to be beside the bump itself. */
export interface BumpContext {
  /** `host/owner/name` of the configuration repository. */
  readonly configRepository: string
  /** Left out while nobody looked. */
  readonly resolution?: Resolution | undefined
  /** Repository of the resolved commit, when it is not the service's own. */
  readonly repository?: string | undefined
  /** What the config commit was rendered from. */
  readonly dry?: CodeReference | null
}

/** Longest id of the contract. */
const longestId = 500
/** Most images of one statement. */
const mostImages = 100

/** One id for the same bump, however often and from wherever the repository is read. */
export function deploymentId({ configSha, service, environment, placement }: Bump, configRepository: string): string {
  const parts = [configRepository, configSha, service, environment, placement ?? '']
  const id = parts.map((part) => part.replaceAll(/[\\|]/g, '\\$&')).join('|')
  return id.length <= longestId ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`
}

function versionText({ chart, ref, tag, digest }: Running): string {
  if (chart !== undefined) return `${chart}-${ref ?? ''}`.slice(0, 200)
  return (tag ?? ref ?? digest ?? '').slice(0, 200)
}

function imageOf({ image, tag, digest }: Running): Statement {
  return { image, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) }
}

/** The version in the fields of the contract: one image, several, or the text of what is no image. */
function versionOf({ moved, images }: Bump): Statement {
  const [first] = moved
  if (first === undefined) return {}
  const named = images.filter(({ image }) => image !== undefined)
  if (first.image === undefined) {
    return first.digest === undefined
      ? { version: versionText(first) }
      : { version: versionText(first), digest: first.digest }
  }
  if (named.length === 1) return imageOf(first)
  return { images: named.slice(0, mostImages).map(imageOf) }
}

function sourceOf({ resolution, repository }: BumpContext): Statement {
  if (resolution === undefined || !('sha' in resolution)) return {}
  return { sha: resolution.sha, ...(repository === undefined ? {} : { repository: normaliseRepository(repository) }) }
}

/** Where a tool rendered the commit of the configuration: that one, and the one that was written by hand. */
function hydration({ configSha }: Bump, { dry, configRepository }: BumpContext): Statement {
  if (dry == null) return {}
  return {
    [hydratedCommitAttribute]: `${configRepository}@${configSha}`,
    [dryCommitAttribute]: `${dry.repository ?? configRepository}@${dry.sha}`,
  }
}

/**
 * The deployment that a bump is, as the event contract has it; null where the service was taken away. It is timed by the
 * commit on the deployed line and says so.
 */
export function deploymentEvent(bump: Bump, context: BumpContext): Statement | null {
  const [first] = bump.moved
  if (first === undefined) return null
  const { resolution, configRepository } = context
  const link =
    resolution !== undefined && 'sha' in resolution
      ? { [linkMethodAttribute]: resolution.method, [linkConfidenceAttribute]: resolution.confidence }
      : {}
  const isOfOthers = Object.keys(link).length === 0 && isThirdParty(first, configRepository)
  return {
    type: 'deployment',
    id: deploymentId(bump, configRepository),
    service: bump.service,
    environment: bump.environment,
    ...(bump.placement === null ? {} : { placement: bump.placement }),
    ...versionOf(bump),
    ...sourceOf(context),
    configRepository,
    configSha: bump.configSha,
    liveAt: new Date(bump.at).toISOString(),
    attributes: {
      [liveRuleAttribute]: 'CONFIG_MERGE',
      ...link,
      ...(isOfOthers ? { [thirdPartyAttribute]: true } : {}),
      ...hydration(bump, context),
      'config.path': first.path.slice(0, 2_000),
      'config.key': first.key.slice(0, 2_000),
    },
  }
}
