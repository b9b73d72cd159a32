import { createHash } from 'node:crypto'
import type { Instant } from '#domain/instant'
import { parseInstant } from '#domain/parse-instant'
import {
  Parts,
  PushDetail,
  Pushes,
  type ReadRepository,
  type ReadRequest,
  Requests,
} from '#sources/azure-devops/api-answers'
import {
  pageSize,
  pushesPath,
  pushPath,
  type RepositoryId,
  requestCommitsPath,
  requestsPath,
  requestThreadsPath,
  type Span,
} from '#sources/azure-devops/api-paths'
import type { Asker } from './asker.ts'
import type { Keeping } from './keeping.ts'

/** Open requests of a project of which it is known what was read of them. */
const mostOpen = 2_000

/** What asks, and what keeps. */
export interface Reading {
  readonly asker: Asker
  readonly keeping: Keeping
}

function spanOf(from: Instant, to: Instant): Span {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}

export function idOf({ id, project }: ReadRepository): RepositoryId {
  return { id, project: project.id }
}

/** Pushes to the default branch of a repository, as their hooks tell them. */
export async function readPushes({ asker, keeping }: Reading, repository: ReadRepository): Promise<void> {
  const { defaultBranch } = repository
  if (defaultBranch == null) return
  const id = idOf(repository)
  await keeping.through(`${id.id} pushes`, async (from, to) => {
    const span = spanOf(from, to)
    for (let skip = 0; ; skip += pageSize) {
      const pushes = await asker.askIfThere(pushesPath(id, defaultBranch, span, skip), Pushes)
      const bodies: object[] = []
      for (const { pushId } of pushes?.value ?? []) {
        const detail = await asker.askIfThere(pushPath(id, pushId), PushDetail)
        if (detail === null) continue
        bodies.push({ eventType: 'git.push', createdDate: detail.date, resource: { ...detail, repository } })
      }
      await keeping.keep(bodies)
      if ((pushes?.value.length ?? 0) < pageSize) return
    }
  })
}

/** The requests of a project, of which repositories are measured. */
export interface Project {
  readonly id: string
  /** Those that are measured, by id. */
  readonly repositories: ReadonlyMap<string, ReadRepository>
}

/** Keeps a request with its commits, and with what was said of it and when. */
async function keepRequest(
  { asker, keeping }: Reading,
  request: ReadRequest,
  repository: ReadRepository,
): Promise<void> {
  const id = idOf(repository)
  const commits = await asker.askIfThere(requestCommitsPath(id, request.pullRequestId), Parts)
  const threads = await asker.askIfThere(requestThreadsPath(id, request.pullRequestId), Parts)
  if (commits === null || threads === null) return
  const resource = { ...request, repository, commits: commits.value, threads: threads.value }
  await keeping.keep([{ eventType: 'git.pullrequest.updated', resource }])
}

/** Pages of requests, one after the other. */
async function* requestsOf(
  asker: Asker,
  project: Project,
  status: 'completed' | 'abandoned' | 'active',
  span: Span | null,
) {
  for (let skip = 0; ; skip += pageSize) {
    const page = await asker.askIfThere(requestsPath(project.id, status, span, skip), Requests)
    yield* page?.value ?? []
    if ((page?.value.length ?? 0) < pageSize) return
  }
}

/** Requests that were completed or abandoned since the last time. */
async function readClosed(reading: Reading, project: Project): Promise<void> {
  const { asker, keeping } = reading
  await keeping.through(`${project.id} requests`, async (from, to) => {
    for (const status of ['completed', 'abandoned'] as const)
      for await (const request of requestsOf(asker, project, status, spanOf(from, to))) {
        const closedAt = parseInstant(request.closedDate ?? '')
        const repository = project.repositories.get(request.repository.id)
        // Servers before the question knew times answer with all that ever were.
        const isAsked = closedAt !== null && closedAt >= from && closedAt <= to
        if (repository !== undefined && isAsked) await keepRequest(reading, request, repository)
      }
  })
}

/** Open requests that are not as they were the last time. */
async function readOpen(reading: Reading, project: Project): Promise<void> {
  const { asker, keeping } = reading
  const part = `${project.id} open`
  const known = ((await keeping.state(part)) ?? {}) as Readonly<Record<string, string>>
  const seen: Record<string, string> = {}
  for await (const request of requestsOf(asker, project, 'active', null)) {
    const repository = project.repositories.get(request.repository.id)
    if (repository === undefined) continue
    const state = createHash('sha256').update(JSON.stringify(request)).digest('base64url')
    const number = String(request.pullRequestId)
    if (known[number] !== state) await keepRequest(reading, request, repository)
    if (Object.keys(seen).length < mostOpen) seen[number] = state
  }
  if (JSON.stringify(seen) !== JSON.stringify(known)) await keeping.note(part, seen)
}

export async function readRequests(reading: Reading, project: Project): Promise<void> {
  await readClosed(reading, project)
  await readOpen(reading, project)
}
