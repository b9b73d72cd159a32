import type { Statement } from '../source.ts'
import type { WorkflowRun } from './payload.ts'
import type { GithubSettings } from './settings.ts'

const outcomes: Readonly<Record<string, string>> = {
  success: 'succeeded',
  failure: 'failed',
  timed_out: 'failed',
  startup_failure: 'failed',
  cancelled: 'cancelled',
}

/** Such runs are of a merge that GitHub tried and that is on no branch. */
const beforeMerge: readonly string[] = ['pull_request', 'pull_request_target', 'merge_group']

function phaseOf({ workflow_run: run, repository }: WorkflowRun): string | undefined {
  if (beforeMerge.includes(run.event)) return 'pre_merge'
  return run.event === 'push' && run.head_branch === repository.default_branch ? 'post_merge' : undefined
}

function isCalled({ name, path }: WorkflowRun['workflow_run'], workflow: string): boolean {
  const called = workflow.toLowerCase()
  // The path of a reusable workflow ends with where it is from: `…/deploy.yml@refs/heads/main`.
  const file = path?.replace(/@.*$/, '').toLowerCase()
  return name?.toLowerCase() === called || file === called || file?.endsWith(`/${called}`) === true
}

/** A run of a workflow that deploys, as its rule says; each attempt is one of its own. */
function deploymentOf(
  { workflow_run: run, repository }: WorkflowRun,
  build: Statement,
  environment: string,
): Statement {
  const { id, sha, attempt: _attempt, name: _name, queuedAt: _queuedAt, phase: _phase, ...told } = build
  return {
    ...told,
    type: 'deployment',
    id: `run ${String(id)} ${environment}`,
    service: repository.name,
    environment,
    sha,
    attributes: run.head_branch ? { 'github.ref': run.head_branch } : undefined,
  }
}

/** A run of a workflow as a build, and as a deployment where the settings say that it deploys; empty where it says nothing. */
export function runStatements(
  delivery: WorkflowRun,
  { deployingWorkflows }: Pick<GithubSettings, 'deployingWorkflows'>,
): Statement[] {
  const build = ofRun(delivery)
  if (build === null) return []
  const { workflow_run: run } = delivery
  if (beforeMerge.includes(run.event)) return [build]
  const rules = deployingWorkflows.filter(({ workflow }) => isCalled(run, workflow))
  return [build, ...rules.map(({ environment }) => deploymentOf(delivery, build, environment))]
}

/** A run of a workflow, each attempt for itself; null where it was skipped or says nothing of the code. */
function ofRun(delivery: WorkflowRun): Statement | null {
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
