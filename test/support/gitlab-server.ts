import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Row = Readonly<Record<string, unknown>>

/** A commit as the REST API tells it. */
export interface RestCommit {
  readonly id: string
  readonly parent_ids: readonly string[]
  readonly committed_date: string
}

/** A project as it stands now, in the words of the REST API. */
export class GitlabProject {
  readonly id: number
  path: string
  head = ''
  readonly commits = new Map<string, RestCommit>()
  /** By the name of their list, and by number. */
  readonly lists: Readonly<Record<string, Map<number, Row>>> = {
    deployments: new Map(),
    merge_requests: new Map(),
    issues: new Map(),
    pipelines: new Map(),
  }
  /** What stands below a request or issue, such as `merge_requests/1/notes`. */
  readonly below = new Map<string, readonly unknown[]>()
  readonly releases: Row[] = []
  readonly events: Row[] = []

  constructor(id: number, path: string) {
    this.id = id
    this.path = path
  }

  get url(): string {
    return `https://gitlab.example.com/${this.path}`
  }

  add(place: string, row: unknown): void {
    this.below.set(place, [...(this.below.get(place) ?? []), row])
  }
}

export interface GitlabFault {
  /** Only where the path fits. */
  readonly at?: RegExp
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** The connection ends in the middle of the answer. */
  readonly isCut?: boolean
}

export interface GitlabServer {
  readonly url: string
  projects: GitlabProject[]
  /** Where a project was, and its number. */
  readonly moved: Map<string, number>
  /** Rows on a page, at most. */
  pageSize: number
  /** The first that fits is taken, once. */
  readonly faults: GitlabFault[]
  readonly asked: string[]
  close(): Promise<void>
}

interface Sent {
  readonly status: number
  readonly said: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const missing: Sent = { status: 404, said: { message: '404 Not found' } }

function projectOf(project: GitlabProject): object {
  return {
    id: project.id,
    path_with_namespace: project.path,
    web_url: project.url,
    default_branch: 'main',
    empty_repo: project.commits.size === 0,
    issues_access_level: 'enabled',
    builds_access_level: 'private',
  }
}

function reachable(project: GitlabProject, from: string): Set<string> {
  const found = new Set<string>()
  const queue = [from]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const commit = project.commits.get(next)
    if (commit === undefined || found.has(next)) continue
    found.add(next)
    queue.push(...commit.parent_ids)
  }
  return found
}

/** Commits of a branch, of a commit, or of a range of commits, the newest first. */
function commitsOf(project: GitlabProject, asked: URLSearchParams): readonly RestCommit[] | null {
  const [from, to] = (asked.get('ref_name') ?? '').split('..')
  if (to !== undefined && !project.commits.has(from ?? '')) return null
  const without = to === undefined ? new Set<string>() : reachable(project, from ?? '')
  const since = Date.parse(asked.get('since') ?? '1990-01-01')
  return [...reachable(project, to ?? from ?? '')]
    .filter((id) => !without.has(id))
    .map((id) => project.commits.get(id) as RestCommit)
    .filter(({ committed_date: at }) => Date.parse(at) >= since)
    .toSorted((a, b) => Date.parse(b.committed_date) - Date.parse(a.committed_date))
}

function updatedRows(rows: Iterable<Row>, asked: URLSearchParams): readonly Row[] | null {
  if (asked.get('order_by') !== 'updated_at' || asked.get('sort') !== 'asc') return null
  const since = Date.parse(asked.get('updated_after') ?? '')
  const at = (row: Row): number => Date.parse(String(row['updated_at']))
  return [...rows].filter((row) => at(row) >= since).toSorted((a, b) => at(a) - at(b))
}

/** What stands at a path of a project. */
function partOf(project: GitlabProject, path: string, asked: URLSearchParams): readonly unknown[] | object | null {
  const [list = '', number] = path.split('/')
  const rows = project.lists[list]
  if (rows !== undefined && number === undefined) return updatedRows(rows.values(), asked)
  if (project.below.has(path)) return project.below.get(path) ?? null
  if (/^(?:merge_requests|issues)\/\d+\/(?:commits|notes|resource_\w+_events)$/.test(path)) return []
  if (/^merge_requests\/\d+\/approvals$/.test(path)) return { approved: true, approved_by: [] }
  if (rows !== undefined) return rows.get(Number(number)) ?? null
  if (path === 'releases') return project.releases.toReversed()
  if (path === 'events') {
    const after = Date.parse(`${asked.get('after')}T23:59:59Z`)
    return project.events.filter((event) => Date.parse(String(event['created_at'])) > after).toReversed()
  }
  if (path === 'repository/branches/main') return { name: 'main', commit: { id: project.head } }
  return path === 'repository/commits' ? commitsOf(project, asked) : null
}

/** The part of GitLab's REST API that is read, on this machine. */
export async function gitlabServer(token: string): Promise<GitlabServer> {
  /** A page of a list, with what says how to ask for the next. */
  const paged = (rows: readonly unknown[], url: URL): Sent => {
    const size = Math.min(Number(url.searchParams.get('per_page') ?? 20), served.pageSize)
    if (url.searchParams.get('pagination') === 'keyset') {
      const after = Number(url.searchParams.get('id_after') ?? 0)
      const rest = (rows as readonly { readonly id: number }[]).filter(({ id }) => id > after)
      const page = rest.slice(0, size)
      const next = new URL(url)
      next.searchParams.set('id_after', String(page.at(-1)?.id))
      // As behind a proxy, its own name is another.
      const link = `<https://inside.example.com${next.pathname}${next.search}>; rel="next"`
      return { status: 200, said: page, ...(rest.length > size && { headers: { link } }) }
    }
    const page = Number(url.searchParams.get('page') ?? 1)
    const next = rows.length > page * size ? String(page + 1) : ''
    return { status: 200, said: rows.slice((page - 1) * size, page * size), headers: { 'x-next-page': next } }
  }
  const answerTo = (url: URL): Sent => {
    const [, named = '', path] = /^\/api\/v4\/projects\/([^/]+)(?:\/(.+))?$/.exec(url.pathname) ?? []
    if (url.pathname === '/api/v4/projects') return paged(served.projects.map(projectOf), url)
    const name = decodeURIComponent(named)
    const id = served.moved.get(name)
    if (id !== undefined) return { status: 302, said: null, headers: { location: `/api/v4/projects/${id}` } }
    const project = served.projects.find((each) => String(each.id) === name || each.path === name)
    if (project === undefined) return missing
    const found = path === undefined ? projectOf(project) : partOf(project, path, url.searchParams)
    if (found === null) return missing
    return Array.isArray(found) ? paged(found, url) : { status: 200, said: found }
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '/'
    served.asked.push(path)
    const at = served.faults.findIndex((fault) => fault.at === undefined || fault.at.test(path))
    const [fault] = at < 0 ? [] : served.faults.splice(at, 1)
    if (fault?.isCut === true) {
      response.writeHead(200, { 'content-length': '1000' }).write('[{"id"')
      setImmediate(() => response.destroy())
      return
    }
    const refused =
      request.headers['private-token'] === token ? null : { status: 401, said: { message: '401 Unauthorized' } }
    const { status, said, headers = {} }: Sent = refused ?? answerTo(new URL(path, 'http://localhost'))
    response.writeHead(fault?.status ?? status, { 'content-type': 'application/json', ...(fault?.headers ?? headers) })
    response.end(fault === undefined ? JSON.stringify(said) : (fault.body ?? '{}'))
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const served: GitlabServer = {
    url: `http://127.0.0.1:${port}`,
    projects: [],
    moved: new Map(),
    pageSize: 100,
    faults: [],
    asked: [],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return served
}
