import type { Statement } from '../source.ts'
import type { WorkflowRun } from './payload.ts'

const outcomes: Readonly<Record<string, string>> = {
  success: 'succeeded',
  failure: 'failed',
  timed_out: 'failed',
  startup_failure: 'failed',
  cancelled: 'cancelled',
}

function phaseOf({ workflow_run: run, repository }: WorkflowRun): string | undefined {
  if (['pull_request', 'pull_request_target', 'merge_group'].includes(run.event)) return 'pre_merge'
  return run.event === 'push' && run.head_branch === repository.default_branch ? 'post_merge' : undefined
}

/** A run of a workflow, each attempt for itself; null where it was skipped or says nothing of the code. */
export function ofRun(delivery: WorkflowRun): Statement | null {
  const { action, workflow_run: run, repository } = delivery
  const outcome = outcomes[run.conclusion ?? '']
  const completed = action === 'completed'
  if (completed && outcome === undefined) return null
  const attempt = run.run_attempt ?? 1
  return {
    type: 'build',
    id: `${run.id}/${attempt}`,
    repository: repository.html_url,
    sha: run.head_sha,
    name: [run.name, run.path].find((name) => typeof name === 'string' && name.trim() !== ''),
    attempt,
    queuedAt: run.created_at,
    startedAt: run.run_started_at ?? run.created_at,
    updatedAt: run.updated_at,
    // There is no time of the end; the run was last touched by it.
    finishedAt: completed ? run.updated_at : undefined,
    outcome: completed ? outcome : undefined,
    phase: phaseOf(delivery),
    url: run.html_url,
  }
}
