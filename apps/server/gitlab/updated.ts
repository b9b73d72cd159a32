import { changedAt, readRows, type Row, unanswered, type UpdatedList, updatedPath } from '#sources/gitlab/reading/lists'
import { UpdatedState } from '#sources/gitlab/reading/states'
import type { Answered, ApiProblem } from '../asking/api-client.ts'
import type { ProjectReading } from './project-reading.ts'

/** What is kept of one of a list. */
export type BodiesOf = (reading: ProjectReading, row: Row) => Promise<Answered<readonly object[]>>

/** What is wrong with one answer alone: the next reading would get the same. */
const lasting: ReadonlySet<ApiProblem['code']> = new Set(['NOT_FOUND', 'TOO_MUCH', 'UNEXPECTED'])

function keyOf({ id, updated_at: at }: Row): string {
  return `${id} ${at}`
}

/**
 * Reads what changed in a list since the last time, the longest ago first. Each page begins where the one before ended: what changes
 * meanwhile goes to the end, and pages by number would lose what then moves up.
 *
 * @param part what its progress is called
 */
export async function readUpdated(
  reading: ProjectReading,
  list: UpdatedList,
  bodiesOf: BodiesOf,
  part: string = list,
): Promise<ApiProblem | null> {
  const { api, project } = reading
  const before = UpdatedState.parse((await reading.progress(part)) ?? {})
  const read = new Map(before.seen.map((key) => [key, Date.parse(before.until ?? '')]))
  let [until, since, page] = [before.until, reading.since(before.until), 1]
  while (!reading.isOver) {
    const { found, problem } = await api.page(updatedPath(project, list, since, page))
    if (problem !== null) return problem
    const rows = readRows(found.said)
    if (rows === null) return api.unexpected().problem
    const stopped = await readPage(
      reading,
      list,
      rows.filter((row) => !read.has(keyOf(row))),
      bodiesOf,
    )
    if (stopped !== 'READ') return stopped
    for (const row of rows) {
      const at = changedAt(row)
      if (at !== null) read.set(keyOf(row), at)
    }
    const last = Math.max(...rows.map((row) => changedAt(row) ?? 0))
    const newest = Math.max(Date.parse(until ?? '1990-01-01'), last)
    until = rows.length === 0 ? until : new Date(newest).toISOString()
    const seen = [...read].filter(([, at]) => reading.isRepeated(at, newest)).map(([key]) => key)
    await reading.mark(part, { until, seen })
    if (found.next === null) return null
    ;[since, page] = last > since ? [last, 1] : [since, page + 1]
  }
  return null
}

/**
 * Keeps what stands on a page; what of it was read stays where the rest could not be. One that GitLab lists and does not
 * tell is kept as that: it must not hold up all that changed after it.
 */
async function readPage(
  reading: ProjectReading,
  list: UpdatedList,
  rows: readonly Row[],
  bodiesOf: BodiesOf,
): Promise<ApiProblem | null | 'READ'> {
  const bodies: object[] = []
  for (const row of rows) {
    const { found, problem } = reading.isOver ? { found: null, problem: null } : await bodiesOf(reading, row)
    if (problem !== null && lasting.has(problem.code)) {
      bodies.push(unanswered(list, row, reading.project, problem.message))
      continue
    }
    if (found === null) {
      await reading.keep(bodies)
      return problem
    }
    bodies.push(...found)
  }
  await reading.keep(bodies)
  return 'READ'
}
