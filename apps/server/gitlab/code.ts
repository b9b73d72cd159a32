import {
  branchPath,
  commitsBody,
  commitsPath,
  eventsPath,
  pushBody,
  pushedAt,
  readCommits,
  readEvents,
  readHead,
} from '#sources/gitlab/reading/commits'
import { isAhead, madeAt, readReleases, releaseBody, releasesPath } from '#sources/gitlab/reading/releases'
import { BackState, BranchState } from '#sources/gitlab/reading/states'
import type { ApiProblem } from '../asking/api-client.ts'
import type { ProjectReading } from './project-reading.ts'

/** Pages of pushes or releases that are read back at once. */
const mostPages = 100

/** Lists the newest first, back to what was read before. */
async function readBack<T>(
  reading: ProjectReading,
  part: string,
  path: (since: number) => string,
  list: {
    readonly read: (said: unknown) => readonly T[] | null
    readonly at: (row: T) => number | null
    readonly bodies: (rows: readonly T[]) => readonly object[]
    /** What is not to be passed by, for it says something only later. */
    readonly isLater: (row: T) => boolean
  },
): Promise<ApiProblem | null> {
  const { api } = reading
  const { until } = BackState.parse((await reading.progress(part)) ?? {})
  const since = reading.since(until)
  const times: number[] = []
  let [next, limit]: [string | null, number] = [path(since), Number.POSITIVE_INFINITY]
  for (let pages = 0; next !== null && pages < mostPages; pages += 1) {
    if (reading.isOver) return null
    const { found, problem } = await api.page(next)
    if (problem !== null) return problem
    const rows = list.read(found.said)
    if (rows === null) return api.unexpected().problem
    const fresh = rows.filter((row) => (list.at(row) ?? since) >= since)
    await reading.keep(list.bodies(fresh.filter((row) => !list.isLater(row))))
    for (const row of fresh) {
      const at = list.at(row)
      if (at !== null) times.push(at)
      if (at !== null && list.isLater(row)) limit = Math.min(limit, at)
    }
    next = fresh.length < rows.length ? null : found.next
  }
  const newest = Math.min(limit, Math.max(Date.parse(until ?? '1990-01-01'), ...times))
  if (times.length > 0) await reading.mark(part, { until: new Date(newest).toISOString() })
  return null
}

/** Pushes to the default branch: when each was. */
export function readPushes(reading: ProjectReading): Promise<ApiProblem | null> {
  const { project } = reading
  return readBack(reading, 'pushes', (since) => eventsPath(project, since), {
    read: readEvents,
    at: pushedAt,
    bodies: (rows) => rows.flatMap((row) => pushBody(project, row) ?? []),
    isLater: () => false,
  })
}

/** Releases; one whose time is yet to come is read when it has come. */
export function readReleasesOf(reading: ProjectReading): Promise<ApiProblem | null> {
  const { project, now } = reading
  return readBack(reading, 'releases', () => releasesPath(project), {
    read: readReleases,
    at: madeAt,
    bodies: (rows) => rows.map((row) => releaseBody(project, row)),
    isLater: (row) => isAhead(row, now),
  })
}

/** The commits that came to the default branch, whenever they were made. */
export async function readDefaultBranch(reading: ProjectReading): Promise<ApiProblem | null> {
  const { api, project } = reading
  let { head, going } = BranchState.parse((await reading.progress('default-branch')) ?? {})
  if (going === null) {
    const { found: to, problem } = await api.one(branchPath(project), readHead)
    if (problem !== null) return problem
    if (to === null || to === head) return null
    going = { to, next: commitsPath(project, to, head === null ? reading.since(null) : { head }) }
  }
  while (!reading.isOver) {
    const { found, problem } = await api.page(going.next)
    // What was the head is gone where history was rewritten.
    if (problem?.code === 'NOT_FOUND' && head !== null) {
      head = null
      going = { ...going, next: commitsPath(project, going.to, reading.since(null)) }
      continue
    }
    if (problem !== null) return problem
    const commits = readCommits(found.said)
    if (commits === null) return api.unexpected().problem
    if (commits.length > 0) await reading.keep([commitsBody(project, commits)])
    if (found.next === null) {
      await reading.mark('default-branch', { head: going.to })
      return null
    }
    going = { ...going, next: found.next }
    await reading.mark('default-branch', { head, going })
  }
  return null
}
