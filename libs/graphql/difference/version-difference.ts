import { commitOfDeployed, type CommitOfDeployedRow } from '#storage/queries/commit-of-deployed'
import { commitOfVersion, type CommitOfVersionRow } from '#storage/queries/commit-of-version'
import { liveDeployment, type LiveDeploymentRow } from '#storage/queries/live-deployment'
import type { StreamRow } from '#storage/queries/streams'
import type { Asked } from '../asked.ts'
import { deploymentOfId } from '../deployment/find-deployment.ts'
import { quoted, Refusal } from '../refusal.ts'
import { partsOf } from '../relay/id-parts.ts'
import { serviceNamed } from '../service/service-named.ts'
import { streamOf } from '../service/stream-of.ts'
import type { DeploymentView } from '../views.ts'
import { type Between, changesBetween, pathsIn } from './changes-between.ts'

interface DifferenceWords {
  readonly from?: string | null
  readonly to?: string | null
  readonly service?: string | null
  readonly environment?: string | null
  readonly proposed?: string | null
}

/** One side of a difference: a commit, and the deployment that brought it, where one did. */
interface Side {
  readonly deployment: DeploymentView | null
  readonly repository: string
  readonly sha: string
  readonly label: string
  readonly serviceId: number
}

export interface DifferenceView extends Between {
  readonly from: DeploymentView | null
  readonly to: DeploymentView | null
  readonly title: string
  readonly backwards: boolean
  /** What the first version has and the second has not, read when it is asked for; null where a commit between them is not known. */
  readonly removed: () => Promise<Between | null>
  /** Whether only changes of files of the service are listed. */
  readonly isPart: boolean
}

/** A version with its commit, unless it is called by that. */
function labelOf(version: string, sha: string): string {
  const short = sha.slice(0, 10)
  return sha.startsWith(version) ? short : `${version} (${short})`
}

function sideOf(deployment: DeploymentView, field: string): Side {
  const { sha, repository, version, stream } = deployment
  if (sha === null || repository === null) {
    throw new Refusal(
      'UNKNOWN_VERSION',
      `No commit is known for ${stream.service} ${version}; send its \`sha\`, or an artifact that names it.`,
      { field },
    )
  }
  return { deployment, repository, sha, label: labelOf(version, sha), serviceId: stream.serviceId }
}

async function sideOfId(asked: Asked, id: string, field: string): Promise<Side> {
  const found = await deploymentOfId(asked.reads, partsOf(id, 'Deployment', field))
  if (found === null)
    throw new Refusal('BAD_ID', `\`${field}\` is the id of a deployment that is not there any more.`, { field })
  return sideOf(found, field)
}

type LiveSide = Side & { readonly stream: StreamRow }

/** What is live of a service in an environment. */
async function sideOfLive(asked: Asked, name: string, environment: string): Promise<LiveSide> {
  const service = await serviceNamed(asked.reads, name, 'service')
  const stream = await streamOf(asked.reads, service.databaseId, environment)
  const rows = stream === null ? [] : await asked.reads.db.query<LiveDeploymentRow>(liveDeployment(stream.id))
  const live =
    stream === null || rows[0] === undefined ? null : await asked.reads.tables.deployment(stream, rows[0].key)
  if (live === null) {
    throw new Refusal('UNKNOWN_VERSION', `Nothing of ${name} is live in ${environment}.`, { field: 'environment' })
  }
  return { ...sideOf(live, 'service'), stream: live.stream }
}

/** What may be meant by a version, the nearest first; a second row says that it is ambiguous. */
async function commitsOf(asked: Asked, live: LiveSide, version: string): Promise<readonly CommitOfVersionRow[]> {
  const { db } = asked.reads
  const { repository } = live
  const inGit = await asked.outside.commitOfRef(repository, version)
  if (inGit !== null) return [{ repository, sha: inGit }]
  const named = await db.query<CommitOfVersionRow>(commitOfVersion(repository, version))
  if (named.length > 0) return named
  // As GitHub tells tags: a tag is a name inside its repository.
  const told = await db.query<CommitOfVersionRow>(commitOfVersion(repository, `${repository}@${version}`))
  if (told.length > 0) return told
  return db.query<CommitOfDeployedRow>(commitOfDeployed(live.stream.serviceId, repository, version))
}

/** A git tag or branch of the repository, what stands for a commit by itself, or what the service was deployed as. */
async function sideOfVersion(asked: Asked, live: LiveSide, version: string): Promise<Side> {
  const { stream, repository } = live
  const [found, another] = await commitsOf(asked, live, version)
  if (found === undefined) {
    throw new Refusal(
      'UNKNOWN_VERSION',
      `${quoted(version)} is neither a commit of ${repository}, nor a git tag or branch of it that is known, nor an artifact that is known, nor a version of ${stream.service} that was deployed with a known commit.`,
      { field: 'proposed' },
    )
  }
  if (another !== undefined && found.sha !== version) {
    throw new Refusal(
      'AMBIGUOUS_VERSION',
      `${quoted(version)} stands for several commits; give more digits, or the whole hash.`,
      { field: 'proposed' },
    )
  }
  const { sha } = found
  return {
    deployment: null,
    repository: found.repository,
    sha,
    label: labelOf(version, sha),
    serviceId: stream.serviceId,
  }
}

async function sidesOf(asked: Asked, words: DifferenceWords): Promise<{ readonly from: Side; readonly to: Side }> {
  const { from, to, service, environment, proposed } = words
  const byId = typeof from === 'string' && typeof to === 'string'
  const byName = typeof service === 'string' && typeof proposed === 'string'
  if (byId && !byName && typeof environment !== 'string') {
    const [one, other] = await Promise.all([sideOfId(asked, from, 'from'), sideOfId(asked, to, 'to')])
    return { from: one, to: other }
  }
  if (byName && typeof from !== 'string' && typeof to !== 'string') {
    const live = await sideOfLive(asked, service, environment ?? 'production')
    return { from: live, to: await sideOfVersion(asked, live, proposed) }
  }
  throw new Refusal(
    'BAD_USER_INPUT',
    'Give either `from` and `to`, two ids of deployments, or `service` and `proposed`, with `environment` where it is not production.',
    { field: byId ? 'service' : 'from' },
  )
}

/**
 * What lies between two versions, as git says.
 *
 * @throws Refusal where a side or a commit between them is not known
 */
export async function differenceOf(asked: Asked, words: DifferenceWords): Promise<DifferenceView> {
  const { from, to } = await sidesOf(asked, words)
  if (from.repository !== to.repository) {
    throw new Refusal(
      'BAD_USER_INPUT',
      `The two come from different repositories: ${from.repository} and ${to.repository}.`,
      { field: 'to' },
    )
  }
  const { repository } = to
  const graph = await asked.outside.graph(repository)
  const paths = pathsIn(await asked.reads.catalogue.serviceById.load(to.serviceId), repository)
  const isConfig = [from, to].some(({ deployment }) => deployment?.configRepository === repository)
  const part = { repository, paths, isConfig }
  const between = await changesBetween(asked, graph, { ...part, from: from.sha, to: to.sha })
  if ('hole' in between) {
    throw new Refusal(
      'UNKNOWN_VERSION',
      `Commit ${between.hole} of ${repository} is not known, so what lies between cannot be told; post it with its parents.`,
      { field: 'to' },
    )
  }
  let removed: Promise<Between | null> | null = null
  const readRemoved = async (): Promise<Between | null> => {
    const back = await changesBetween(asked, graph, { ...part, from: to.sha, to: from.sha })
    return 'hole' in back ? null : back
  }
  return {
    ...between,
    from: from.deployment,
    to: to.deployment,
    title: `${from.label} → ${to.label}`,
    backwards: from.sha !== to.sha && graph.isAncestor(to.sha, from.sha),
    removed: () => (removed ??= readRemoved()),
    isPart: paths.length > 0,
  }
}
