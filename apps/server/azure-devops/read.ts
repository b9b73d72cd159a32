import { MINUTE } from '#domain/instant'
import { Projects, type ReadRepository, Repositories } from '#sources/azure-devops/api-answers'
import { pageSize, projectsPath, repositoriesPath } from '#sources/azure-devops/api-paths'
import { isChosen, readSettings } from '#sources/azure-devops/settings'
import { azureDevops } from '#sources/azure-devops/source'
import { ApiClient, type ApiProblem } from '../asking/api-client.ts'
import type { PolledSource, PolledSystem, PollingOptions, Swept } from '../polling/polling.ts'
import { Asker, ReadingStopped } from './asker.ts'
import { Keeping } from './keeping.ts'
import { type Reading, readPushes, readRequests } from './read-code.ts'
import { PipelineReading } from './read-pipelines.ts'

const readEvery = 5 * MINUTE

function forbidden(host: string): string {
  return `${host} does not let the token read this; give one with the scopes Code (read), Build (read), Environment (read) and Project (read)`
}

/** A personal access token is a password, whatever the user. */
function authorizationOf(token: string): string {
  return `Basic ${Buffer.from(`:${token}`).toString('base64')}`
}

async function projectsOf(asker: Asker): Promise<string[]> {
  const ids: string[] = []
  for (let skip = 0; ; skip += pageSize) {
    const { value } = await asker.ask(projectsPath(skip), Projects)
    ids.push(...value.map(({ id }) => id))
    if (value.length < pageSize) return ids
  }
}

/** Repositories that are measured; those that are switched off answer nothing. */
async function repositoriesOf(asker: Asker, settings: unknown): Promise<ReadRepository[]> {
  const chosen = readSettings(settings)
  const { value } = await asker.ask(repositoriesPath, Repositories)
  return value.filter(
    ({ isDisabled, name, project }) => isDisabled !== true && isChosen(chosen, `${project.name ?? ''}/${name}`),
  )
}

/** Everything of one organisation, what is least first: what was read stays read whatever comes then. */
async function readAll(reading: Reading, settings: unknown): Promise<ApiProblem | null> {
  const { asker } = reading
  const repositories = await repositoriesOf(asker, settings)
  let refused: ApiProblem | null = null
  for (const id of await projectsOf(asker)) {
    const own = repositories.filter(({ project }) => project.id === id)
    if (own.length > 0)
      await readRequests(reading, { id, repositories: new Map(own.map((repository) => [repository.id, repository])) })
    for (const repository of own) await readPushes(reading, repository)
    const pipelines = new PipelineReading(reading, id, settings)
    await pipelines.read()
    refused ??= pipelines.refused?.problem ?? null
  }
  return refused
}

async function read(
  options: PollingOptions,
  { source, settings, token, signal, onBudget }: PolledSource,
): Promise<Swept> {
  const { clock } = options
  const credentials = { authorization: authorizationOf(token) }
  const title = 'Azure DevOps'
  const client = new ApiClient({
    source: source.name,
    settings,
    credentials,
    title,
    forbidden,
    clock,
    signal,
    onBudget,
  })
  const keeping = new Keeping(options, source.name)
  try {
    const problem = await readAll({ asker: new Asker(client, clock), keeping }, source.settings)
    return { accepted: keeping.accepted, problem }
  } catch (error) {
    if (!(error instanceof ReadingStopped)) throw error
    return { accepted: keeping.accepted, problem: error.problem }
  }
}

/** Azure DevOps: its API shows what hooks lost, and what was before them. */
export const polledAzureDevops: PolledSystem = { id: azureDevops.id, every: readEvery, read }
