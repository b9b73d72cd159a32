import { listed, type PageArguments, connection } from './github-connection.ts'

/** An issue, and what happened to it, oldest first. Times are ISO texts. */
export interface WorldIssue {
  readonly databaseId: number
  readonly title: string
  readonly createdAt: string
  /** Those of now. */
  readonly labels: readonly string[]
  readonly changes: readonly {
    readonly kind: 'labeled' | 'unlabeled' | 'closed' | 'reopened'
    readonly label?: string
    readonly at: string
  }[]
}

/** A run of a workflow, as the REST API lists it. */
export interface WorldRun {
  readonly id: number
  readonly run_attempt: number
  readonly name: string
  readonly path: string
  readonly event: string
  readonly status: string
  readonly conclusion: string | null
  readonly head_sha: string
  readonly head_branch: string
  readonly created_at: string
  readonly run_started_at: string
  readonly updated_at: string
  readonly html_url: string
}

const typeOf = {
  labeled: 'LabeledEvent',
  unlabeled: 'UnlabeledEvent',
  closed: 'ClosedEvent',
  reopened: 'ReopenedEvent',
} as const

function updatedAt({ createdAt, changes }: WorldIssue): string {
  return changes.at(-1)?.at ?? createdAt
}

interface IssueArguments extends PageArguments {
  readonly labels?: readonly string[] | null
  readonly filterBy?: { readonly since?: string | null } | null
}

/** The issues of a repository as GraphQL gives them: with one of the labels, or changed since. */
export function issuesOf(place: string, issues: readonly WorldIssue[], args: IssueArguments): object {
  const since = Date.parse(args.filterBy?.since ?? '1970-01-01T00:00:00Z')
  const wanted = args.labels?.map((label) => label.toLowerCase()) ?? null
  const found = issues.filter(
    (issue) =>
      Date.parse(updatedAt(issue)) >= since &&
      (wanted === null || issue.labels.some((label) => wanted.includes(label.toLowerCase()))),
  )
  const nodes = found.map((issue) => ({
    fullDatabaseId: String(issue.databaseId),
    databaseId: issue.databaseId > 2_147_483_647 ? null : issue.databaseId,
    title: issue.title,
    url: `https://github.com/${place}/issues/${issue.databaseId % 1_000}`,
    createdAt: issue.createdAt,
    updatedAt: updatedAt(issue),
    labels: (inner: PageArguments) =>
      listed(
        issue.labels.map((name) => ({ name })),
        inner,
      ),
    timelineItems: (inner: PageArguments) =>
      listed(
        issue.changes.map(({ kind, label = null, at }) => ({
          __typename: typeOf[kind],
          createdAt: at,
          label: label === null ? null : { name: label },
        })),
        inner,
      ),
  }))
  return connection(nodes, ({ updatedAt: at, fullDatabaseId }) => `${at} ${fullDatabaseId}`, false, args)
}

/** What the REST API answers about a repository and its runs, newest first; null for any other path. */
export function restOf(
  whole: {
    readonly owner: string
    readonly name: string
    readonly runs?: readonly WorldRun[]
    readonly others?: readonly string[]
  },
  path: string,
): object | null {
  const [owner = '', name = ''] = path
    .replace(/^\/api\/v3/, '')
    .split(/[/?]/)
    .slice(2)
  const world = whole.others?.includes(`${owner}/${name}`) === true ? { owner, name } : whole
  // Enterprise Servers have the API below a path of theirs.
  const base = `${path.startsWith('/api/v3/') ? '/api/v3' : ''}/repos/${world.owner}/${world.name}`
  const repository = {
    name: world.name,
    html_url: `https://github.com/${world.owner}/${world.name}`,
    default_branch: 'main',
  }
  if (path === base) return repository
  if (!path.startsWith(`${base}/actions/runs?`)) return null
  const asked = new URL(path, 'http://localhost').searchParams
  const [size, page] = [Number(asked.get('per_page')), Number(asked.get('page'))]
  const runs = ('runs' in world ? (world.runs ?? []) : []).toSorted(
    (a, b) => Date.parse(b.created_at) - Date.parse(a.created_at),
  )
  return { total_count: runs.length, workflow_runs: runs.slice((page - 1) * size, page * size) }
}
