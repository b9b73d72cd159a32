import { MINUTE } from '#domain/instant'
import type { ReadingProblem } from '#ingest/reading-run'
import type { Feature } from '#sources/gitlab/reading/project'
import { gitlab } from '#sources/gitlab/source'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import type { ApiProblem } from '../asking/api-client.ts'
import type { PolledSource, PolledSystem, PollingOptions, Swept } from '../polling/polling.ts'
import { GitlabApi } from './api.ts'
import { readDefaultBranch, readPushes, readReleasesOf } from './code.ts'
import { ofDeployments, ofIssues, ofPipelines, ofRequests } from './listed.ts'
import { ProjectReading } from './project-reading.ts'
import { isForAll, projectsOf } from './projects.ts'
import { readUpdated } from './updated.ts'

const readEvery = 5 * MINUTE
/** After so many in a row that were not answered, none is. */
const mostUnanswered = 3

interface Part {
  readonly of: Feature
  readonly read: (reading: ProjectReading) => Promise<ApiProblem | null>
}

/** What is read of every project before the next is: what says most costs least. */
const parts: readonly Part[] = [
  { of: 'environments', read: (reading) => readUpdated(reading, 'deployments', ofDeployments) },
  { of: 'repository', read: readPushes },
  { of: 'repository', read: readDefaultBranch },
  { of: 'releases', read: readReleasesOf },
  { of: 'merge_requests', read: (reading) => readUpdated(reading, 'merge_requests', ofRequests) },
  { of: 'issues', read: (reading) => readUpdated(reading, 'issues', ofIssues, 'incidents') },
  { of: 'builds', read: (reading) => readUpdated(reading, 'pipelines', ofPipelines) },
]

/** One part of one project. */
interface Turn {
  readonly name: string
  readonly reading: ProjectReading
  readonly part: Part
}

/** Where the last reading ended because it had asked enough. */
const placePart = 'place'

/** All that is to be read, beginning where the last reading had to end: else the last of many would never have their turn. */
async function turnsOf({ db }: PollingOptions, source: string, readings: readonly ProjectReading[]): Promise<Turn[]> {
  const all = parts.flatMap((part, at) =>
    readings.map((reading) => ({ name: `${at} ${reading.project.id}`, reading, part })),
  )
  const place = (await readProgress(db, source, placePart)) as { readonly at?: string } | null
  const first = all.findIndex(({ name }) => name === place?.at)
  return first <= 0 ? all : [...all.slice(first), ...all.slice(0, first)]
}

/** Reads what changed in every project since the last time; what was read stays read whatever comes then. */
async function read(options: PollingOptions, polled: PolledSource): Promise<Swept> {
  const { source, settings, token, signal, onBudget } = polled
  const { clock } = options
  const now = clock()
  const api = new GitlabApi({ source: source.name, settings, token, clock, signal, onBudget })
  const projects = await projectsOf(options, source, api)
  if (projects.problem !== null)
    return { accepted: 0, problem: projects.problem, parts: projects.problems, partsAsked: projects.asked }
  const readings = projects.found.map((project) => new ProjectReading({ options, source, api, signal, project, now }))
  const problems = new Map<string, ReadingProblem>(projects.problems.map((each) => [each.repository ?? '', each]))
  const turns = await turnsOf(options, source.name, readings)
  const { problem, left } = await readAll(turns, problems)
  if (!signal.aborted) await keepProgress(options.db, source.name, placePart, { at: left?.name ?? null })
  const accepted = readings.reduce((sum, reading) => sum + reading.accepted, 0)
  return { accepted, problem, parts: [...problems.values()], partsAsked: projects.asked }
}

/** What ended it before its end, and where; of each project the first of its problems is noted. */
async function readAll(
  turns: readonly Turn[],
  problems: Map<string, ReadingProblem>,
): Promise<{ readonly problem: ApiProblem | null; readonly left: Turn | null }> {
  let unanswered = 0
  for (const turn of turns) {
    const { reading, part } = turn
    const { path, has } = reading.project
    if (reading.isOver) return { problem: null, left: turn }
    const problem = has(part.of) ? await part.read(reading) : null
    if (reading.isOver) return { problem: null, left: turn }
    unanswered = problem?.code === 'UNREACHABLE' ? unanswered + 1 : 0
    if (problem === null) continue
    if (isForAll(problem) || unanswered === mostUnanswered) return { problem, left: turn }
    const { code, message } = problem
    if (!problems.has(path)) problems.set(path, { repository: path, code, message })
  }
  return { problem: null, left: null }
}

/** GitLab: its REST API tells what webhooks lost. */
export const polledGitlab: PolledSystem = { id: gitlab.id, every: readEvery, read }
