import * as z from 'zod'
import { DAY } from '#domain/instant'
import { runStatements } from './build-statements.ts'
import type { HistoryPage, PartState, Reading } from './history-state.ts'
import { readAnswer } from './history-pages.ts'
import { Repository, WorkflowRun } from './payload.ts'

const largestPage = 100
/** How far back the first reading goes: runs are many, and older ones say nothing that is still looked at. */
const longestPast = 90 * DAY
/** A run that was still going, or that was run anew, is looked at again for so long. */
const overlap = DAY
/** Pages of one reading; the next one goes on. */
const mostPages = 400

const RunsPage = z.object({ workflow_runs: z.array(WorkflowRun.shape.workflow_run) })

/** Webhooks tell of a run when it is asked for, begins and ends; a list has what is so now. */
function actionOf({ status }: WorkflowRun['workflow_run']): string {
  return status === 'completed' ? 'completed' : 'in_progress'
}

/**
 * Runs of workflows, newest first; later those of the last day and what is newer than the last time. New ones push the others to
 * later pages, so that what was interrupted goes on at the page that was read last, and leaves none out.
 */
export async function* readRuns(reading: Reading, from: PartState): AsyncGenerator<HistoryPage> {
  const { settings, now } = reading
  const last = from.watermark === null ? now - longestPast : Math.min(now, Date.parse(from.watermark)) - overlap
  const repository = readAnswer(Repository, await reading.list(''))
  const first = Number(from.after ?? 1)
  let { newest } = from
  for (let page = first; page < first + mostPages; page++) {
    const answer = await reading.list(`/actions/runs?per_page=${largestPage}&page=${page}`)
    const runs = readAnswer(RunsPage, answer).workflow_runs
    newest ??= runs[0]?.created_at ?? null
    const wanted = runs.filter((run) => Date.parse(run.created_at) >= last)
    const statements = wanted.flatMap((run) =>
      runStatements({ action: actionOf(run), workflow_run: run, repository }, settings),
    )
    const isLast = wanted.length < largestPage
    const watermark = newest ?? from.watermark
    const state = isLast
      ? { ...from, filled: true, watermark, after: null, newest: null }
      : { ...from, after: String(page), newest }
    yield { statements, state, nodes: runs.length, total: null }
    if (isLast) return
  }
}
