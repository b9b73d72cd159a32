import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Thing = Readonly<Record<string, unknown>>

/** What an organisation holds. */
export interface Organisation {
  readonly projects: Thing[]
  /** With their `project`. */
  readonly repositories: Thing[]
  /** With `repository` (its id) and `refName` beside what the API tells. */
  readonly pushes: Thing[]
  /** With `commits` and `threads`. */
  readonly requests: Thing[]
  /** With `timelines`: by id, the last one by the empty id. */
  readonly builds: Thing[]
  /** With `records`. */
  readonly environments: Thing[]
}

export interface Fault {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Answers this path alone. */
  readonly path?: RegExp
}

export interface AzureDevopsServer {
  readonly url: string
  organisation: Organisation
  /** Taken from the front, one an answer. */
  readonly faults: Fault[]
  readonly asked: string[]
  close(): Promise<void>
}

const signIn = '<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head></html>'

function within(time: unknown, from: string | null, to: string | null): boolean {
  const at = String(time)
  return (from === null || at >= from) && (to === null || at <= to)
}

function newestFirst(things: readonly Thing[], field: string): Thing[] {
  return things.toSorted((a, b) => (String(a[field]) < String(b[field]) ? 1 : -1))
}

/** The part of the REST API that is read, on this machine; pages are of ten at most, so that there are several. */
export async function azureDevopsServer(token: string): Promise<AzureDevopsServer> {
  const most = 100
  const counted = (all: readonly Thing[], asked: URLSearchParams): Thing[] => {
    const skip = Number(asked.get('$skip') ?? 0)
    return all.slice(skip, skip + Math.min(Number(asked.get('$top') ?? most), most))
  }
  const send = (response: ServerResponse, status: number, body: string, headers: object = {}): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  }
  const list = (response: ServerResponse, value: readonly Thing[], headers: object = {}): void =>
    send(response, 200, JSON.stringify({ count: value.length, value }), headers)
  /** By a token, which is the number of what was told before. */
  const paged = (response: ServerResponse, all: readonly Thing[], asked: URLSearchParams): void => {
    const from = Number(asked.get('continuationToken') ?? 0)
    const page = all.slice(from, from + 10)
    const next = from + page.length
    list(response, page, next < all.length ? { 'x-ms-continuationtoken': String(next) } : {})
  }
  const missing = (response: ServerResponse): void => send(response, 404, '{"message":"TF401019: it does not exist"}')

  function ofRepository(response: ServerResponse, id: string, rest: string, asked: URLSearchParams): void {
    const { repositories, pushes, requests } = served.organisation
    if (!repositories.some((each) => each['id'] === id)) return missing(response)
    if (rest === 'pushes') {
      const own = pushes.filter(
        (push) =>
          push['repository'] === id &&
          push['refName'] === asked.get('searchCriteria.refName') &&
          within(push['date'], asked.get('searchCriteria.fromDate'), asked.get('searchCriteria.toDate')),
      )
      const told = counted(newestFirst(own, 'date'), asked)
      return list(
        response,
        told.map(({ commits: _commits, ...push }) => push),
      )
    }
    const push = /^pushes\/(\d+)$/.exec(rest)?.[1]
    const found = pushes.find((each) => each['repository'] === id && String(each['pushId']) === push)
    if (found !== undefined) return send(response, 200, JSON.stringify(found))
    const [, number, part] = /^pullRequests\/(\d+)\/(commits|threads)$/.exec(rest) ?? []
    const request = requests.find((each) => String(each['pullRequestId']) === number)
    if (request === undefined) return missing(response)
    return list(response, request[part ?? ''] as Thing[])
  }

  function ofProject(response: ServerResponse, project: string, rest: string, asked: URLSearchParams): void {
    const { requests, builds, environments } = served.organisation
    const isOf = (thing: Thing): boolean => thing['projectId'] === project
    if (rest === 'git/pullrequests') {
      const own = requests.filter(
        (request) =>
          isOf(request) &&
          request['status'] === asked.get('searchCriteria.status') &&
          (asked.get('searchCriteria.minTime') === null ||
            within(request['closedDate'], asked.get('searchCriteria.minTime'), asked.get('searchCriteria.maxTime'))),
      )
      const told = counted(newestFirst(own, 'creationDate'), asked)
      return list(
        response,
        told.map(({ commits: _commits, threads: _threads, ...request }) => request),
      )
    }
    if (rest === 'build/builds') {
      const isAsked = (build: Thing): boolean =>
        isOf(build) &&
        build['status'] === asked.get('statusFilter') &&
        (build['status'] !== 'completed' || within(build['finishTime'], asked.get('minTime'), null))
      const all = newestFirst(builds.filter(isAsked), 'finishTime').toReversed()
      return paged(
        response,
        all.map(({ timelines: _timelines, ...build }) => build),
        asked,
      )
    }
    const [, build, , timeline = ''] = /^build\/builds\/(\d+)\/timeline(\/(.+))?$/.exec(rest) ?? []
    if (build !== undefined) {
      const timelines = builds.find((each) => String(each['id']) === build)?.['timelines'] as Thing | undefined
      const records = timelines?.[timeline]
      return records === undefined ? send(response, 204, '') : send(response, 200, JSON.stringify({ records }))
    }
    const own = environments.filter(isOf)
    if (rest === 'distributedtask/environments')
      return paged(
        response,
        own.map(({ records: _records, ...environment }) => environment),
        asked,
      )
    const environment = /^distributedtask\/environments\/(\d+)\/environmentdeploymentrecords$/.exec(rest)?.[1]
    const found = own.find((each) => String(each['id']) === environment)
    return found === undefined ? missing(response) : paged(response, found['records'] as Thing[], asked)
  }

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '/'
    served.asked.push(path)
    const at = served.faults.findIndex((fault) => fault.path === undefined || fault.path.test(path))
    const [fault] = at === -1 ? [] : served.faults.splice(at, 1)
    if (fault !== undefined) return send(response, fault.status, fault.body ?? '{}', fault.headers)
    // What it answers to a token that it does not know.
    if (request.headers.authorization !== `Basic ${Buffer.from(`:${token}`).toString('base64')}`)
      return send(response, 203, signIn, { 'content-type': 'text/html; charset=utf-8' })
    const { pathname, searchParams } = new URL(path, 'http://localhost')
    if (searchParams.get('api-version') === null) return send(response, 400, '{"message":"No api-version"}')
    const { projects, repositories } = served.organisation
    if (pathname === '/_apis/projects') return list(response, counted(projects, searchParams))
    if (pathname === '/_apis/git/repositories') return list(response, repositories)
    const [, project = '', rest = ''] = /^\/([^/]+)\/_apis\/(.+)$/.exec(pathname) ?? []
    const [, id, of] = /^git\/repositories\/([^/]+)\/(.+)$/.exec(rest) ?? []
    return id === undefined
      ? ofProject(response, project, rest, searchParams)
      : ofRepository(response, id, of ?? '', searchParams)
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const served: AzureDevopsServer = {
    url: `http://127.0.0.1:${port}`,
    organisation: { projects: [], repositories: [], pushes: [], requests: [], builds: [], environments: [] },
    faults: [],
    asked: [],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return served
}
