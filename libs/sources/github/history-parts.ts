import { DAY, type Instant, MINUTE } from '#domain/instant'
import type { Statement } from '../source.ts'
import * as ask from './history-documents.ts'
import {
  CommitsAnswer,
  type DeploymentNode,
  DeploymentsAnswer,
  type Member,
  MembersAnswer,
  type NodePage,
  OpenDeploymentsAnswer,
  RequestsAnswer,
  type RequestNode,
  StatusesAnswer,
  type StatusNode,
} from './history-nodes.ts'
import { StaleCursor } from './history-pages.ts'
import { readIncidents } from './history-incidents.ts'
import { readReleases } from './history-releases.ts'
import { readRuns } from './history-runs.ts'
import { type HistoryPage, notAfter, type PartName, PartState, present, type Reading } from './history-state.ts'
import {
  commitStatement,
  deploymentStatements,
  hasEnded,
  type RepositoryPlace,
  requestStatements,
} from './history-statements.ts'

/** Largest pages: more makes GitHub's ten seconds too short. */
const largest = { requests: 25, commits: 100, deployments: 50, inner: 100 }

/** Rows that were changed at the moment of the last run may have been missed. */
const overlap = 10 * MINUTE
/** A merge brings commits that are older than itself; those of requests come with the requests. */
const commitOverlap = 14 * DAY
/** A deployment that has not ended after so long never will. */
const openFor = 30 * DAY
const mostOpen = 1_000
const openTogether = 20

function newer(a: string | null, b: string | undefined): string | null {
  if (a === null || b === undefined) return a ?? b ?? null
  return Date.parse(b) > Date.parse(a) ? b : a
}

function before(instant: string, span: number): string {
  return new Date(Date.parse(instant) - span).toISOString()
}

async function rest<T>(first: NodePage<T>, next: (after: string) => Promise<NodePage<T>>): Promise<T[]> {
  const nodes = present(first.nodes)
  let page = first
  while (page.pageInfo.hasNextPage && typeof page.pageInfo.endCursor === 'string') {
    page = await next(page.pageInfo.endCursor)
    nodes.push(...present(page.nodes))
  }
  return nodes
}

async function membersOf(reading: Reading, node: RequestNode): Promise<Member[]> {
  const { owner, name, details } = reading
  const pages = reading.pages(largest.inner)
  const commits = await rest(node.commits, async (after) => {
    const variables = { owner, name, details, number: node.number, after }
    const answer = await pages.next(MembersAnswer, ask.membersDocument, variables)
    return answer.repository.pullRequest.commits
  })
  return commits.map(({ commit }) => commit)
}

/**
 * Requests: first all of them, longest unchanged first, so that those that change meanwhile come again at the end; later
 * those that changed since, newest first.
 */
async function* readRequests(reading: Reading, from: PartState): AsyncGenerator<HistoryPage> {
  const { owner, name, details } = reading
  const pages = reading.pages(largest.requests, from.size)
  const since = from.filled && from.watermark !== null ? Date.parse(from.watermark) - overlap : Number.NEGATIVE_INFINITY
  const direction = from.filled ? 'DESC' : 'ASC'
  let state = from.filled ? { ...from, after: null, newest: null } : from
  for (let more = true; more; ) {
    const variables = { owner, name, details, direction, after: state.after }
    const { repository } = await pages.next(RequestsAnswer, ask.requestsDocument, variables)
    const { pageInfo, totalCount, nodes } = repository.pullRequests
    const requests = present(nodes).filter(({ updatedAt }) => Date.parse(updatedAt) >= since)
    const statements: Statement[] = []
    for (const node of requests)
      statements.push(...requestStatements(repository.url, node, await membersOf(reading, node)))
    const newest = requests.map(({ updatedAt }) => updatedAt).reduce(newer, state.newest)
    more = pageInfo.hasNextPage && requests.length === present(nodes).length
    state = { ...state, newest, after: pageInfo.endCursor ?? state.after, size: pages.size }
    if (!more)
      state = {
        ...state,
        filled: true,
        watermark: newer(newest, from.watermark ?? undefined),
        after: null,
        newest: null,
      }
    yield { statements, state, nodes: requests.length, total: from.filled ? null : (totalCount ?? null) }
  }
}

/** Clocks of those who commit go wrong: a watermark of tomorrow proves nothing, and what it left out is read. */
function believed(from: PartState, now: Instant): PartState {
  const isAhead = from.watermark !== null && Date.parse(from.watermark) > now
  return isAhead ? { ...from, watermark: null, after: null, newest: null } : from
}

/**
 * Commits of the default branch, newest first; later only what is younger than the last time, and somewhat more. None where
 * a mirror tells them.
 */
async function* readCommits(reading: Reading, kept: PartState): AsyncGenerator<HistoryPage> {
  const { owner, name, details, now } = reading
  if (!details) return
  const from = believed(kept, now)
  const pages = reading.pages(largest.commits, from.size)
  const since = from.watermark === null ? null : before(from.watermark, commitOverlap)
  let state = from
  for (let more = true; more; ) {
    const variables = { owner, name, since, after: state.after }
    const { repository } = await pages.next(CommitsAnswer, ask.commitsDocument, variables)
    const history = repository.defaultBranchRef?.target.history
    const commits = present(history?.nodes)
    const statements = commits.map((node) => commitStatement(repository.url, node))
    more = history?.pageInfo.hasNextPage === true
    const newest = state.newest ?? commits[0]?.committedDate ?? null
    state = { ...state, newest, after: history?.pageInfo.endCursor ?? null, size: pages.size }
    const watermark = notAfter(newest, now) ?? from.watermark
    if (!more) state = { ...state, filled: true, watermark, after: null, newest: null }
    yield { statements, state, nodes: commits.length, total: history?.totalCount ?? null }
  }
}

async function statusesOf(reading: Reading, node: DeploymentNode): Promise<StatusNode[]> {
  const pages = reading.pages(largest.inner)
  return rest(node.statuses, async (after) => {
    const answer = await pages.next(StatusesAnswer, ask.statusesDocument, { id: node.id, after })
    return answer.node.statuses
  })
}

/** Statements of deployments, and which of them are to be looked at again. */
async function tellDeployments(
  reading: Reading,
  found: readonly { readonly node: DeploymentNode; readonly place: RepositoryPlace }[],
): Promise<{ readonly statements: Statement[]; readonly open: PartState['open'] }> {
  const statements: Statement[] = []
  const open: PartState['open'] = []
  for (const { node, place } of found) {
    const statuses = await statusesOf(reading, node)
    statements.push(...deploymentStatements(place, node, statuses, reading.settings))
    const isYoung = Date.parse(node.createdAt) > reading.now - openFor
    if (!hasEnded(statuses) && isYoung) open.push({ id: node.id, createdAt: node.createdAt })
  }
  return { statements, open }
}

/** Deployments that had not ended when they were read. */
async function* readOpen(reading: Reading, from: PartState): AsyncGenerator<HistoryPage> {
  const pages = reading.pages(openTogether)
  let waiting = from.open
  let still: PartState['open'] = []
  while (waiting.length > 0) {
    const ids = waiting.slice(0, openTogether).map(({ id }) => id)
    waiting = waiting.slice(openTogether)
    const { nodes } = await pages.next(OpenDeploymentsAnswer, ask.openDeploymentsDocument, { ids })
    const found = present(nodes).map((node) => ({ node, place: node.repository }))
    const { statements, open } = await tellDeployments(reading, found)
    still = [...still, ...open]
    yield { statements, state: { ...from, open: [...still, ...waiting] }, nodes: ids.length, total: null }
  }
}

/** Deployments in the order in which they were made, from where the last reading ended; before them those left open. */
async function* readDeployments(reading: Reading, from: PartState): AsyncGenerator<HistoryPage> {
  const { owner, name } = reading
  let state = from
  for await (const page of readOpen(reading, from)) {
    state = page.state
    yield page
  }
  const pages = reading.pages(largest.deployments, from.size)
  for (let more = true; more; ) {
    const variables = { owner, name, after: state.after }
    const { repository } = await pages.next(DeploymentsAnswer, ask.deploymentsDocument, variables)
    const { pageInfo, totalCount, nodes } = repository.deployments
    const found = present(nodes).map((node) => ({ node, place: repository }))
    const { statements, open } = await tellDeployments(reading, found)
    more = pageInfo.hasNextPage
    const all = [...state.open, ...open].slice(-mostOpen)
    state = {
      ...state,
      open: all,
      after: pageInfo.endCursor ?? state.after,
      size: pages.size,
      filled: state.filled || !more,
    }
    yield { statements, state, nodes: found.length, total: from.filled ? null : (totalCount ?? null) }
  }
}

const parts = {
  commits: readCommits,
  requests: readRequests,
  deployments: readDeployments,
  releases: readReleases,
  incidents: readIncidents,
  runs: readRuns,
} as const

/**
 * Reads a part of a repository's history from where it was left, page by page. A cursor that the server forgot is
 * dropped, and the part read from its beginning: what comes twice is a duplicate.
 *
 * @throws HistoryStopped
 */
export async function* readPart(part: PartName, reading: Reading, from: PartState): AsyncGenerator<HistoryPage> {
  try {
    yield* parts[part](reading, from)
  } catch (error) {
    if (!(error instanceof StaleCursor) || from.after === null) throw error
    yield* parts[part](reading, PartState.parse({ open: from.open }))
  }
}
