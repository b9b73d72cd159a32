import { changedAt, readRows, type Row, unanswered, type UpdatedList, updatedPath } from '#sources/gitlab/reading/lists'
import { UpdatedState } from '#sources/gitlab/reading/states'
import type { Answered, ApiProblem } from '../asking/api-client.ts'
import type { ProjectReading } from './project-reading.ts'

/** What is kept of one of a list. */
export type BodiesOf = (reading: ProjectReading, row: Row) => Promise<Answered<readonly object[]>>

/** What may be wrong with one answer alone, which then holds up what changed after it for so many readings. */
const alone: ReadonlySet<ApiProblem['code']> = new Set(['NOT_FOUND', 'TOO_MUCH', 'UNEXPECTED'])
const mostTries = 3

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
  let state = UpdatedState.parse((await reading.progress(part)) ?? {})
  const read = new Map(state.seen.map((key) => [key, Date.parse(state.until ?? '')]))
  let [since, page] = [reading.since(state.until), 1]
  while (!reading.isOver) {
    const { found, problem } = await api.page(updatedPath(project, list, since, page))
    if (problem !== null) return problem
    const rows = readRows(found.said)
    if (rows === null) return api.unexpected().problem
    const held = new Map(state.held)
    const fresh = rows.filter((row) => !read.has(keyOf(row)))
    const stopped = await readPage(reading, { list, rows: fresh, held }, bodiesOf)
    if (stopped !== 'READ') {
      await reading.mark(part, { ...state, held: [...held] })
      return stopped
    }
    for (const row of rows) {
      const at = changedAt(row)
      if (at !== null) read.set(keyOf(row), at)
    }
    const last = Math.max(...rows.map((row) => changedAt(row) ?? 0))
    // A time that is yet to come is a mistake: what changes until then would be passed over.
    const newest = Math.min(Math.max(Date.parse(state.until ?? '1990-01-01'), last), reading.now)
    const until = rows.length === 0 ? state.until : new Date(newest).toISOString()
    const seen = [...read].filter(([, at]) => reading.isRepeated(at, newest)).map(([key]) => key)
    state = { until, seen, held: [] }
    await reading.mark(part, state)
    if (found.next === null) return null
    ;[since, page] = last > since ? [last, 1] : [since, page + 1]
  }
  return null
}

interface ListPage {
  readonly list: UpdatedList
  readonly rows: readonly Row[]
  /** In how many readings what stands here could not be read, by its key. */
  readonly held: Map<string, number>
}

/**
 * Keeps what stands on a page; what of it was read stays where the rest could not be. One that GitLab lists and will not
 * tell is kept as that in the end: it must not hold up for ever all that changed after it.
 */
async function readPage(
  reading: ProjectReading,
  { list, rows, held }: ListPage,
  bodiesOf: BodiesOf,
): Promise<ApiProblem | null | 'READ'> {
  const bodies: object[] = []
  for (const row of rows) {
    const { found, problem } = reading.isOver ? { found: null, problem: null } : await bodiesOf(reading, row)
    if (found !== null) {
      bodies.push(...found)
      continue
    }
    const tries = (held.get(keyOf(row)) ?? 0) + 1
    const isAlone = problem !== null && alone.has(problem.code)
    if (isAlone) held.set(keyOf(row), Math.min(tries, mostTries))
    if (!isAlone || tries < mostTries) {
      await reading.keep(bodies)
      return problem
    }
    bodies.push(unanswered(list, row, reading.project, problem.message))
  }
  await reading.keep(bodies)
  return 'READ'
}
