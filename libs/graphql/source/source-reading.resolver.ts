import { Args, Context, ID, Mutation, Query, Resolver } from '@nestjs/graphql'
import { leadlineCommand } from '#domain/shell-command'
import { type ReadingRun, readingState, wishReading } from '#ingest/reading-run'
import { type SourceRow, sources } from '#storage/queries/sources'
import { type RepositorySource, repositorySources } from '#storage/stores/repository-sources'
import { changeSettings, type WebhookSource, webhookSources } from '#storage/stores/webhook-sources'
import type { Asked } from '../asked.ts'
import { sourceOfId } from '../find-node.ts'
import { Refusal } from '../refusal.ts'
import { parseGlobalId } from '../relay/global-id.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import {
  SourceHistoryType,
  SourcePreviewType,
  SourceRepositoriesType,
  type SourceRepositoryType,
} from './source-reading.type.ts'
import { SourcePayloadType } from './source.type.ts'
import { giveToken } from './give-token.ts'

const partName = {
  commits: 'COMMITS',
  requests: 'REQUESTS',
  deployments: 'DEPLOYMENTS',
  releases: 'RELEASES',
  incidents: 'INCIDENTS',
  runs: 'RUNS',
} as const
const partsOfOne = Object.keys(partName).length

/** Most repositories that may be chosen, and that are listed. */
const mostRepositories = 1_000

const repositoryShape = /^[\w.-]{1,100}\/[\w.-]{1,100}$/

/** A source of GitHub by its id; null where there is none that delivers. */
async function sourceOf({ outside }: Asked, id: string): Promise<WebhookSource | null> {
  const parsed = parseGlobalId(id)
  if (parsed?.type !== 'SourceStatus') return null
  const rows = await outside.writes.query<SourceRow>(sources())
  const row = rows.find((each) => String(each.id) === parsed.parts[0])
  if (row === undefined || row.system !== 'github') return null
  const [source] = await webhookSources(outside.writes, { system: 'github', name: row.name, now: outside.clock() })
  return source ?? null
}

/** A source whose repository is read by itself, by its id; null where there is none. */
async function repositoryOf({ outside }: Asked, id: string): Promise<RepositorySource | null> {
  const parsed = parseGlobalId(id)
  if (parsed?.type !== 'SourceStatus') return null
  const all = await repositorySources(outside.writes, outside.repositories.systems)
  return all.find((each) => String(each.id) === parsed.parts[0]) ?? null
}

async function readRepository(asked: Asked, { id, name }: RepositorySource): Promise<SourcePayloadType> {
  await wishReading(asked.outside.writes, name, asked.outside.clock())
  asked.outside.repositories.read()
  return changed(asked, id)
}

async function known(asked: Asked, id: string): Promise<WebhookSource> {
  const source = await sourceOf(asked, id)
  if (source !== null) return source
  throw new Refusal('BAD_ID', 'There is no source of GitHub with this id, or it is switched off.', { field: 'id' })
}

function refused(...userErrors: readonly UserErrorType[]): SourcePayloadType {
  return { source: null, url: null, secret: null, userErrors }
}

const notThere = userError('NOT_FOUND', 'There is no source of GitHub with this id, or it is switched off.', 'id')

async function changed(asked: Asked, id: number): Promise<SourcePayloadType> {
  const source = await sourceOfId(asked, [String(id)])
  return source === null ? refused(notThere) : { source, url: null, secret: null, userErrors: [] }
}

function stateOf(run: ReadingRun | null): SourceHistoryType['state'] {
  if (run === null) return 'NEVER'
  if (run.goesOnAt !== null) return 'LIMITED'
  return run.endedAt === null ? 'READING' : 'ENDED'
}

/** What a source's settings say is chosen. */
function chosenOf({ settings }: WebhookSource): readonly string[] {
  const { repositories } = settings
  return Array.isArray(repositories) ? repositories.filter((name) => typeof name === 'string') : []
}

function listed(chosen: readonly string[], visible: readonly string[]): SourceRepositoryType[] {
  const names = new Set(chosen.map((name) => name.toLowerCase()))
  const seen = new Set(visible.map((name) => name.toLowerCase()))
  const all = [...chosen.filter((name) => !seen.has(name.toLowerCase())), ...visible]
  const rows = all.map((name) => ({
    name,
    isChosen: names.has(name.toLowerCase()),
    isVisible: seen.has(name.toLowerCase()),
  }))
  return rows.toSorted((a, b) => Number(b.isChosen) - Number(a.isChosen))
}

@Resolver()
export class SourceReadingResolver {
  @Query(() => SourceRepositoriesType, {
    description: 'The repositories that a source of GitHub may read, asked for just now, and which are measured.',
  })
  async sourceRepositories(
    @Args('id', { type: () => ID, description: 'Id of the source.' }) id: string,
    @Context() asked: Asked,
  ): Promise<SourceRepositoriesType> {
    const source = await known(asked, id)
    const chosen = chosenOf(source)
    const { found, problem } = await asked.outside.sourceReading.repositories(source.name)
    const rows = listed(chosen, found ?? [])
    return {
      isAll: chosen.length === 0,
      readsAll: 'app' in source.settings,
      repositories: rows.slice(0, mostRepositories),
      totalCount: rows.length,
      problem,
    }
  }

  @Query(() => SourcePreviewType, {
    description: 'What a repository would count by what a source is set to. Asks GitHub, and keeps nothing.',
  })
  async sourcePreview(
    @Args('id', { type: () => ID, description: 'Id of the source.' }) id: string,
    @Args('repository', { type: () => String, description: 'Owner and name, such as acme/shop.' }) repository: string,
    @Context() asked: Asked,
  ): Promise<SourcePreviewType> {
    const source = await known(asked, id)
    if (!repositoryShape.test(repository))
      throw new Refusal('BAD_USER_INPUT', 'A repository is written owner/name.', { field: 'repository' })
    return asked.outside.sourceReading.preview(source.name, repository)
  }

  @Query(() => SourceHistoryType, { description: 'How far the history of a source of GitHub was read.' })
  async sourceHistory(
    @Args('id', { type: () => ID, description: 'Id of the source.' }) id: string,
    @Context() asked: Asked,
  ): Promise<SourceHistoryType> {
    const source = await known(asked, id)
    const { run, isWished, parts } = await readingState(asked.outside.writes, source.name)
    return {
      canRead: source.credential !== null,
      state: isWished ? 'WISHED' : stateOf(run),
      startedAt: run?.startedAt ?? null,
      endedAt: run?.endedAt ?? null,
      goesOnAt: run?.goesOnAt ?? null,
      accepted: run?.accepted ?? 0,
      progress: parts
        .slice(0, mostRepositories * partsOfOne)
        .map(({ part, ...rest }) => ({ ...rest, part: partName[part] })),
      problems: run?.problems.slice(0, mostRepositories) ?? [],
    }
  }

  @Mutation(() => SourcePayloadType, {
    description:
      'Chooses the repositories of a source of GitHub that are measured; an empty list means all. Those that are new are read at once; what others deliver from then on is ignored and counted; what was said stays.',
  })
  async sourceChooseRepositories(
    @Args('id', { type: () => ID, description: 'Id of the source.' }) id: string,
    @Args('repositories', { type: () => [String], description: 'Owner and name of each; at most 1,000.' })
    repositories: string[],
    @Context() asked: Asked,
  ): Promise<SourcePayloadType> {
    const source = await sourceOf(asked, id)
    if (source === null) return refused(notThere)
    const wrong = repositories.find((name) => !repositoryShape.test(name))
    if (wrong !== undefined)
      return refused(userError('BAD_NAME', 'A repository is written owner/name.', 'repositories'))
    if (repositories.length > mostRepositories)
      return refused(userError('TOO_MANY', 'At most 1,000 can be chosen; choose none to take all.', 'repositories'))
    const once = new Map(repositories.map((name) => [name.toLowerCase(), name]))
    await changeSettings(asked.outside.writes, source.id, { repositories: [...once.values()] })
    if (source.credential !== null) await wishReading(asked.outside.writes, source.name, asked.outside.clock())
    return changed(asked, source.id)
  }

  @Mutation(() => SourcePayloadType, {
    description: 'Lets the server read the history of a source of GitHub now; it goes on from where it was left.',
  })
  async sourceReadHistory(
    @Args('id', { type: () => ID, description: 'Id of the source.' }) id: string,
    @Context() asked: Asked,
  ): Promise<SourcePayloadType> {
    const repository = await repositoryOf(asked, id)
    if (repository !== null) return readRepository(asked, repository)
    const source = await sourceOf(asked, id)
    if (source === null) return refused(notThere)
    const { name, credential } = source
    if (credential === null) {
      const mend = leadlineCommand('source', 'token', name, '--token-file', 'FILE')
      const message = `Leadline was given neither an App nor a token to read with: ${mend}`
      return refused(userError('NOT_CONFIGURED', message))
    }
    await wishReading(asked.outside.writes, name, asked.outside.clock())
    return changed(asked, source.id)
  }

  @Mutation(() => SourcePayloadType, {
    description:
      'Gives a source of GitHub a token to read with, in place of the one before. It is kept sealed and never shown; what is new is read at once.',
  })
  async sourceGiveToken(
    @Args('id', { type: () => ID, description: 'Id of the source.' }) id: string,
    @Args('token', {
      type: () => String,
      description: 'One that may read contents, pull requests and deployments; at most 2,000 characters.',
    })
    token: string,
    @Context() asked: Asked,
  ): Promise<SourcePayloadType> {
    const source = await sourceOf(asked, id)
    if (source === null) return refused(notThere)
    const { outside } = asked
    const error = await giveToken(outside, source, token.trim())
    if (error !== null) return refused(error)
    await wishReading(outside.writes, source.name, outside.clock())
    return changed(asked, source.id)
  }
}
