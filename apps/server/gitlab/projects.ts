import { leadlineCommand } from '#domain/shell-command'
import type { ReadingProblem } from '#ingest/reading-run'
import { projectPath, projectsPath, readProject, type ReadProject } from '#sources/gitlab/reading/project'
import { readSettings } from '#sources/gitlab/settings'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import type { WebhookSource } from '#storage/stores/webhook-sources'
import type { ApiProblem } from '../asking/api-client.ts'
import type { PollingOptions } from '../polling/polling.ts'
import type { GitlabApi } from './api.ts'

/** Part that says by which number each project is known that was chosen by its path. */
const part = 'projects'
/** Of one source, by hundreds. */
const mostPages = 20

/** After these nothing else is asked. */
const endsAll: readonly string[] = ['UNAUTHORIZED', 'RATE_LIMITED', 'STOPPED', 'PRIVATE_ADDRESS']

export function isForAll({ code }: ApiProblem): boolean {
  return endsAll.includes(code)
}

/** The projects of a source that can be read. */
export interface Projects {
  readonly found: readonly ReadProject[]
  /** Of those that cannot. */
  readonly problems: readonly ReadingProblem[]
  /** How many there should be. */
  readonly asked: number
  /** Nothing can be read at all. */
  readonly problem: ApiProblem | null
}

function readProjects(said: unknown): readonly ReadProject[] | null {
  const read = Array.isArray(said) ? said.map(readProject) : [null]
  return read.every((each) => each !== null) ? read : null
}

async function all(api: GitlabApi): Promise<Projects> {
  const { found, problem } = await api.all(projectsPath, readProjects, mostPages)
  if (problem !== null) return { found: [], problems: [], asked: 0, problem }
  return { found, problems: [], asked: found.length, problem: null }
}

function renamed({ name, settings }: WebhookSource, chosen: string, now: string): ReadingProblem {
  const others = readSettings(settings).repositories.map((each) => (each === chosen ? now : each))
  const mend = leadlineCommand('source', 'change', name, ...others.flatMap((each) => ['--repository', each]))
  return { repository: chosen, code: 'MOVED', message: `It is called ${now} now. Choose it by that name: ${mend}` }
}

const gone = (host: string): string =>
  `${host} knows no such project, or the account of the token is no member of it: it was deleted, moved, or made private.`

const moved = 'It moved: choose it by the name that it has now.'

/** One that was chosen by its path. */
async function one(api: GitlabApi, chosen: string, id: number | undefined): Promise<ReadProject | ApiProblem> {
  const byNumber = id === undefined ? null : await api.one(projectPath(id), readProject)
  if (byNumber?.problem != null) return byNumber.problem
  // Another may have been made by its name since.
  const { found, problem } = byNumber?.found == null ? await api.one(projectPath(chosen), readProject) : byNumber
  if (problem !== null) return problem.code === 'MOVED' ? { ...problem, message: moved } : problem
  return found ?? { code: 'NOT_FOUND', message: gone(api.host), pause: 0 }
}

/** The projects that a source measures: those that were chosen, else all that the account of the token is a member of. */
export async function projectsOf({ db }: PollingOptions, source: WebhookSource, api: GitlabApi): Promise<Projects> {
  const chosen = readSettings(source.settings).repositories
  if (chosen.length === 0) return all(api)
  const state = (await readProgress(db, source.name, part)) as {
    readonly ids?: Readonly<Record<string, number>>
  } | null
  const ids: Record<string, number> = { ...state?.ids }
  const [found, problems]: [ReadProject[], ReadingProblem[]] = [[], []]
  for (const path of chosen) {
    const project = await one(api, path, Object.hasOwn(ids, path) ? ids[path] : undefined)
    if ('code' in project) {
      if (isForAll(project)) return { found, problems, asked: chosen.length, problem: project }
      problems.push({ repository: path, code: project.code, message: project.message })
      continue
    }
    ids[path] = project.id
    if (project.path.toLowerCase() === path.toLowerCase()) found.push(project)
    else problems.push(renamed(source, path, project.path))
  }
  await keepProgress(db, source.name, part, { ids })
  return { found, problems, asked: chosen.length, problem: null }
}
