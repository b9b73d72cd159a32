import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { schema as github } from '@octokit/graphql-schema'
import { buildSchema, graphql, type GraphQLSchema } from 'graphql'
import { connection, listed, type PageArguments } from './github-connection.ts'
import { issuesOf, restOf, type WorldIssue, type WorldRun } from './github-issues.ts'
import { mergedSince, surveyed, type SurveyedWorld, visibleTo } from './github-surveyed.ts'

/** What is at GitHub. Times are ISO texts; lists may grow while it is asked. */
export interface GithubWorld extends SurveyedWorld {
  /** Default branch, newest first. */
  readonly history: readonly WorldCommit[]
  readonly requests: readonly WorldRequest[]
  readonly deployments: readonly WorldDeployment[]
  readonly issues?: readonly WorldIssue[]
  readonly runs?: readonly WorldRun[]
}

export interface WorldCommit {
  readonly oid: string
  readonly authoredDate: string
  readonly committedDate: string
  readonly message: string
  readonly parents: readonly string[]
  readonly login: string
  /** Number of the request that brought it to the default branch. */
  readonly request?: number
}

export interface WorldRequest {
  readonly number: number
  readonly title: string
  readonly state: 'OPEN' | 'CLOSED' | 'MERGED'
  readonly isDraft: boolean
  readonly createdAt: string
  readonly updatedAt: string
  readonly mergedAt: string | null
  readonly closedAt: string | null
  readonly mergeSha: string | null
  readonly login: string
  readonly labels: readonly string[]
  readonly reviews: readonly { readonly state: string; readonly submittedAt: string; readonly login: string }[]
  readonly readyAt: string | null
  readonly commits: readonly WorldCommit[]
  /** Heads that a forced push took away. */
  readonly forced: readonly WorldCommit[]
  readonly headRefName: string
  readonly additions: number
  readonly deletions: number
}

export interface WorldDeployment {
  readonly databaseId: number
  readonly commitOid: string
  readonly environment: string
  readonly task: string
  readonly payload: string | null
  readonly createdAt: string
  /** In the order in which they were made. */
  readonly statuses: readonly { readonly state: string; readonly createdAt: string; readonly environment?: string }[]
}

/** What is answered instead. */
export type Fault =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  /** The connection breaks after so many bytes of the true answer. */
  | { readonly cutAfter: number }

export interface Asked {
  readonly operation: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly path: string
}

export interface RestRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly authorization: string
}

export interface RestAnswer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export interface GithubServer {
  /** Base of the API. */
  readonly url: string
  readonly asked: Asked[]
  /** Looks at every question before it is answered; null: it is answered as it should be. */
  fault: (asked: Asked, count: number) => Fault | null
  token: string
  world: GithubWorld
  /** Answers what is not GraphQL. */
  rest: (request: RestRequest) => RestAnswer | Promise<RestAnswer>
  close(): Promise<void>
}

let schema: GraphQLSchema | null = null

/** GitHub's own schema; building it takes a second. */
export function githubSchema(): GraphQLSchema {
  if (schema !== null) return schema
  schema = buildSchema(github.idl, { assumeValidSDL: true })
  return schema
}

function actor(login: string): object {
  return { __typename: login.endsWith('[bot]') ? 'Bot' : 'User', login: login.replace('[bot]', '') }
}

function commitNode(world: GithubWorld, commit: WorldCommit): object {
  const { oid, authoredDate, committedDate, message } = commit
  const request = world.requests.find(({ number }) => number === commit.request)
  return {
    __typename: 'Commit',
    oid,
    authoredDate,
    committedDate,
    message,
    parents: () =>
      listed(
        commit.parents.map((parent) => ({ oid: parent })),
        {},
      ),
    author: {
      name: commit.login,
      email: `${commit.login}@example.com`,
      user: commit.login.endsWith('[bot]') ? null : { login: commit.login },
    },
    associatedPullRequests: (args: PageArguments) => listed(request === undefined ? [] : [request], args),
  }
}

function requestNode(world: GithubWorld, request: WorldRequest): object {
  const url = `https://github.com/${world.owner}/${world.name}/pull/${request.number}`
  const { mergeSha } = request
  return {
    ...request,
    __typename: 'PullRequest',
    url,
    changedFiles: 1,
    baseRefName: 'main',
    headRefOid: request.commits.at(-1)?.oid,
    mergeCommit: mergeSha === null ? null : { oid: mergeSha },
    author: actor(request.login),
    labels: (args: PageArguments) =>
      listed(
        request.labels.map((name) => ({ name })),
        args,
      ),
    reviews: (args: PageArguments) =>
      listed(
        request.reviews.map(({ login, ...review }) => ({ ...review, author: actor(login) })),
        args,
      ),
    timelineItems: ({ itemTypes, ...args }: PageArguments & { readonly itemTypes: readonly string[] }) => {
      const ready = request.readyAt === null ? [] : [{ __typename: 'ReadyForReviewEvent', createdAt: request.readyAt }]
      const forced = request.forced.map((commit) => ({
        __typename: 'HeadRefForcePushedEvent',
        beforeCommit: commitNode(world, commit),
      }))
      return listed<object>(itemTypes.includes('READY_FOR_REVIEW_EVENT') ? ready : forced, args)
    },
    commits: (args: PageArguments) =>
      listed(
        request.commits.map((commit) => ({ commit: commitNode(world, commit) })),
        args,
      ),
  }
}

function deploymentNode(world: GithubWorld, deployment: WorldDeployment): object {
  return {
    ...deployment,
    __typename: 'Deployment',
    id: `DE_${deployment.databaseId}`,
    originalEnvironment: deployment.environment,
    ref: { name: 'main' },
    commit: world.history.some(({ oid }) => oid === deployment.commitOid) ? { oid: deployment.commitOid } : null,
    // GitHub gives the newest first.
    statuses: (args: PageArguments) =>
      listed(
        deployment.statuses
          .toReversed()
          .map((status) => ({ logUrl: null, environment: deployment.environment, ...status })),
        args,
      ),
    repository: () => ({ url: `https://github.com/${world.owner}/${world.name}`, name: world.name }),
  }
}

function historyOf(world: GithubWorld, args: PageArguments & { readonly since?: string | null }): object {
  const since = typeof args.since === 'string' ? Date.parse(args.since) : Number.NEGATIVE_INFINITY
  const rows = world.history.filter(({ committedDate }) => Date.parse(committedDate) >= since)
  return listed(
    rows.map((commit) => commitNode(world, commit)),
    args,
  )
}

function rootOf(whole: GithubWorld): object {
  const deployments = (world: GithubWorld): object[] =>
    world.deployments.map((deployment) => deploymentNode(world, deployment))
  const byId = (id: string): object | null =>
    deployments(whole).find((node) => (node as { id: string }).id === id) ?? null
  return {
    repository: ({ owner, name }: { readonly owner: string; readonly name: string }) => {
      const isOther = whole.others?.includes(`${owner}/${name}`) === true
      const world = isOther ? { owner, name, history: [], requests: [], deployments: [] } : whole
      if (owner !== world.owner || name !== world.name) return null
      return {
        url: `https://github.com/${owner}/${name}`,
        name,
        defaultBranchRef:
          world.history.length === 0
            ? null
            : {
                name: 'main',
                target: { __typename: 'Commit', history: (args: PageArguments) => historyOf(world, args) },
              },
        pullRequests: (args: PageArguments & { readonly orderBy: { readonly direction: string } }) =>
          connection(
            world.requests.map((request) => requestNode(world, request)) as (object & WorldRequest)[],
            ({ updatedAt, number }) => `${updatedAt} ${String(number).padStart(6, '0')}`,
            args.orderBy.direction === 'DESC',
            args,
          ),
        pullRequest: ({ number }: { readonly number: number }) => {
          const found = world.requests.find((request) => request.number === number)
          return found === undefined ? null : requestNode(world, found)
        },
        deployments: (args: PageArguments & { readonly orderBy: { readonly direction: string } }) =>
          connection(
            deployments(world) as (object & WorldDeployment)[],
            ({ createdAt, databaseId }) => `${createdAt} ${databaseId}`,
            args.orderBy.direction === 'DESC',
            args,
          ),
        issues: (args: PageArguments) => issuesOf(`${owner}/${name}`, world.issues ?? [], args),
        ...surveyed(world),
      }
    },
    rateLimit: () => ({ limit: 5_000, remaining: 4_812, resetAt: '2026-03-12T12:30:00Z' }),
    viewer: { repositories: (args: PageArguments) => visibleTo(whole, args) },
    search: ({ query }: { readonly query: string }) => ({ issueCount: mergedSince(whole, query) }),
    node: ({ id }: { readonly id: string }) => byId(id),
    nodes: ({ ids }: { readonly ids: readonly string[] }) => ids.map(byId),
  }
}

async function bodyOf(request: IncomingMessage): Promise<{ query: string; variables: Record<string, unknown> }> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString()) as { query: string; variables: Record<string, unknown> }
}

function send(response: ServerResponse, status: number, headers: object, body: unknown): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
  response.end(text)
}

/** GitHub's GraphQL API over real HTTP, true to its schema, with what goes wrong there at will. */
export async function githubServer(world: GithubWorld): Promise<GithubServer> {
  const asked: Asked[] = []
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url: path = '', method = '' } = request
    if (!path.endsWith('/graphql')) {
      const authorization = request.headers.authorization ?? ''
      const { status, body, headers } = await server.rest({ method, path, authorization })
      const known = status === 404 ? restOf(server.world, path) : null
      send(response, known === null ? status : 200, headers ?? {}, known ?? body ?? {})
      return
    }
    const { query, variables } = await bodyOf(request)
    const one = { operation: /query (\w+)/.exec(query)?.[1] ?? '', variables, path: request.url ?? '' }
    asked.push(one)
    if (request.headers.authorization !== `bearer ${server.token}`) {
      send(response, 401, {}, { message: 'Bad credentials', status: '401' })
      return
    }
    const fault = server.fault(one, asked.length)
    if (fault !== null && 'status' in fault) {
      send(response, fault.status, fault.headers ?? {}, fault.body ?? '<html>Unicorn!</html>')
      return
    }
    const source = { schema: githubSchema(), source: query, rootValue: rootOf(server.world), variableValues: variables }
    const result = JSON.stringify(await graphql(source))
    if (fault !== null && 'cutAfter' in fault) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(result.length) })
      response.write(result.slice(0, fault.cutAfter), () => response.destroy())
      return
    }
    const missing = result.includes('"repository":null')
    const errors = [{ type: 'NOT_FOUND', message: 'Could not resolve to a Repository.' }]
    send(response, 200, {}, missing ? { data: { repository: null }, errors } : result)
  }
  const http = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => send(response, 500, {}, { message: String(error) }))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const server: GithubServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked,
    fault: () => null,
    token: 'ghp_planted-canary-of-the-test',
    world,
    rest: () => ({ status: 404 }),
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
  return server
}

/** The answer that tells that the limit of the hour is used up; with 200, as GitHub gives it. */
export function rateLimited(resetAt: number): Fault {
  return {
    status: 200,
    headers: {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(resetAt / 1_000)),
    },
    body: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for user ID 1.' }] },
  }
}
