import * as z from 'zod'
import { DAY } from '#domain/instant'
import type { Statement } from '../source.ts'
import { runStatements } from './build-statements.ts'
import type { HistoryPage, PartState, Reading } from './history-state.ts'
import { HistoryStopped } from './history-pages.ts'
import { Repository, WorkflowRun } from './payload.ts'

const largestPage = 100
/** How far back the first reading goes: runs are many, and older ones say nothing that is still looked at. */
const longestPast = 90 * DAY
/** A run that was still going, or that was run anew, is looked at again for so long. */
const overlap = DAY
/** Runs of one reading. */
const mostPages = 400

const RunsPage = z.object({ workflow_runs: z.array(WorkflowRun.shape.workflow_run) })

function read<T extends z.ZodType>(schema: T, answer: unknown): z.infer<T> {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`
  throw new HistoryStopped('UNEXPECTED', `GitHub's list of workflow runs is not as documented at ${where}`)
}

/** Webhooks tell of a run when it is asked for, begins and ends; a list has what is so now. */
function actionOf({ status }: WorkflowRun['workflow_run']): string {
  return status === 'completed' ? 'completed' : 'in_progress'
}

/** Runs of workflows, newest first; later those of the last day and what is newer than the last time. */
export async function* readRuns(reading: Reading, from: PartState): AsyncGenerator<HistoryPage> {
  const { settings, now } = reading
  const last = from.watermark === null ? now - longestPast : Math.min(now, Date.parse(from.watermark)) - overlap
  const repository = read(Repository, await reading.list(''))
  let newest: string | null = null
  for (let page = 1; page <= mostPages; page++) {
    const runs = read(RunsPage, await reading.list(`/actions/runs?per_page=${largestPage}&page=${page}`)).workflow_runs
    const statements: Statement[] = []
    let isOld = false
    for (const run of runs) {
      newest ??= run.created_at
      if (Date.parse(run.created_at) < last) isOld = true
      else statements.push(...runStatements({ action: actionOf(run), workflow_run: run, repository }, settings))
    }
    const isLast = isOld || runs.length < largestPage || page === mostPages
    // Newest first: until the last page nothing is known to be whole.
    const state = isLast ? { ...from, filled: true, watermark: newest ?? from.watermark } : from
    yield { statements, state, nodes: runs.length, total: null }
    if (isLast) return
  }
}
