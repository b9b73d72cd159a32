import type { WorldIssue, WorldRun } from './github-issues.ts'
import type { WorldCommit, WorldDeployment, WorldRequest } from './github-server.ts'

/** Bodies of webhooks, as GitHub makes them of what is there. */

const repo = {
  id: 9101,
  name: 'shop',
  full_name: 'acme/shop',
  html_url: 'https://github.com/acme/shop',
  default_branch: 'main',
}

function user(login: string): object {
  return { login, type: login.endsWith('[bot]') ? 'Bot' : 'User' }
}

interface PushWords {
  readonly branch: string
  readonly before: string | null
  readonly at: string
  readonly commits: readonly WorldCommit[]
}

export function pushBody({ branch, before, at, commits }: PushWords): object {
  const told = commits.map((commit) => ({
    id: commit.oid,
    timestamp: commit.committedDate,
    message: commit.message,
    distinct: true,
    author: { name: commit.login, email: `${commit.login}@example.com`, username: commit.login },
  }))
  return {
    ref: `refs/heads/${branch}`,
    before: before ?? '0'.repeat(40),
    after: commits.at(-1)?.oid,
    created: before === null,
    deleted: false,
    forced: false,
    commits: told,
    head_commit: told.at(-1),
    repository: { ...repo, created_at: 1_704_441_600, pushed_at: Date.parse(at) / 1_000 },
  }
}

function pullRequest(request: WorldRequest): object {
  return {
    number: request.number,
    title: request.title,
    html_url: `https://github.com/acme/shop/pull/${request.number}`,
    state: request.state === 'OPEN' ? 'open' : 'closed',
    draft: request.isDraft,
    created_at: request.createdAt,
    updated_at: request.updatedAt,
    closed_at: request.closedAt,
    merged_at: request.mergedAt,
    merged: request.mergedAt !== null,
    merge_commit_sha: request.mergeSha ?? 'f'.repeat(40),
    user: user(request.login),
    labels: request.labels.map((name) => ({ name })),
    head: { sha: request.commits.at(-1)?.oid, ref: request.headRefName },
    base: { ref: 'main' },
    additions: request.additions,
    deletions: request.deletions,
    changed_files: 1,
  }
}

export function requestBody(action: string, request: WorldRequest, more: object = {}): object {
  return { action, ...more, pull_request: pullRequest(request), repository: repo }
}

export function reviewBody(request: WorldRequest, at: number): object {
  const review = request.reviews[at]
  if (review === undefined) throw new Error('There is no such review')
  const { state, submittedAt, login } = review
  return {
    action: 'submitted',
    review: { id: at, state: state.toLowerCase(), submitted_at: submittedAt, user: user(login) },
    pull_request: pullRequest(request),
    repository: repo,
  }
}

export function deploymentBody(deployment: WorldDeployment): object {
  return { action: 'created', deployment: deploymentOf(deployment), repository: repo }
}

function deploymentOf({ databaseId, commitOid, environment, task, createdAt }: WorldDeployment): object {
  return {
    id: databaseId,
    sha: commitOid,
    ref: 'main',
    task,
    environment,
    payload: {},
    created_at: createdAt,
    transient_environment: false,
  }
}

export function statusBody(deployment: WorldDeployment, at: number): object {
  const { state, createdAt } = deployment.statuses[at] ?? { state: 'PENDING', createdAt: deployment.createdAt }
  const status = {
    id: deployment.databaseId * 10 + at,
    state: state.toLowerCase(),
    environment: deployment.environment,
    created_at: createdAt,
    log_url: '',
    target_url: '',
  }
  return { action: 'created', deployment_status: status, deployment: deploymentOf(deployment), repository: repo }
}

interface IssueWords {
  readonly action: string
  readonly createdAt: string
  readonly updatedAt: string
  readonly closedAt?: string
}

export function incidentBody({ action, createdAt, updatedAt, closedAt }: IssueWords): object {
  return {
    action,
    issue: {
      id: 440_021,
      number: 21,
      title: 'Checkout answers 500',
      html_url: 'https://github.com/acme/shop/issues/21',
      created_at: createdAt,
      updated_at: updatedAt,
      closed_at: closedAt ?? null,
      labels: [{ name: 'incident' }, { name: 'sev2' }],
    },
    repository: repo,
  }
}

export function runBody(commit: WorldCommit, from: string, to: string): object {
  return {
    action: 'completed',
    workflow_run: {
      id: 7001,
      run_attempt: 1,
      name: 'ci',
      path: '.github/workflows/ci.yml',
      event: 'push',
      status: 'completed',
      conclusion: 'success',
      head_sha: commit.oid,
      head_branch: 'main',
      created_at: from,
      run_started_at: from,
      updated_at: to,
      html_url: 'https://github.com/acme/shop/actions/runs/7001',
    },
    repository: repo,
  }
}

/** A run of a workflow, asked for at one time and changed last at another. */
export function runOf(
  { name, ...run }: Pick<WorldRun, 'id' | 'name' | 'status' | 'conclusion' | 'head_sha'>,
  from: string,
  to: string,
): WorldRun {
  const place = { name, path: `.github/workflows/${name}.yml`, event: 'push', head_branch: 'main', run_attempt: 1 }
  const times = { created_at: from, run_started_at: from, updated_at: to }
  return { ...run, ...place, ...times, html_url: `https://github.com/acme/shop/actions/runs/${run.id}` }
}

/** What happened to an issue; `label` where that was put on or taken off. */
export function issueBody(action: string, issue: WorldIssue, at: string, label?: string): object {
  return {
    action,
    ...(label === undefined ? {} : { label: { name: label } }),
    issue: {
      id: issue.databaseId,
      title: issue.title,
      html_url: `https://github.com/acme/shop/issues/${issue.databaseId % 1_000}`,
      created_at: issue.createdAt,
      updated_at: at,
      closed_at: action === 'closed' ? at : null,
      labels: issue.labels.map((name) => ({ name })),
    },
    repository: repo,
  }
}
