import type { Statement } from '../source.ts'
import { type DeploymentFacts, startStatement, statusStatement, whyIgnored } from './deployment-statements.ts'
import type { CommitNode, DeploymentNode, Member, ReleaseNode, RequestNode, StatusNode } from './history-nodes.ts'
import { present } from './history-state.ts'
import { releaseStatements } from './release-statements.ts'
import { type Account, personOf, reviewStatement } from './request-statements.ts'
import type { GithubSettings } from './settings.ts'

/** Longest message that is kept, in UTF-16 code units. */
const longestMessage = 65_536

/** Most members that a statement may name. */
const mostMembers = 10_000

function accountOf(author: RequestNode['author']): Account | null {
  if (author === null || author === undefined) return null
  return { login: author.login, isBot: author.__typename === 'Bot' || author.login.endsWith('[bot]') }
}

/** A commit, and the request that brought it to the default branch. */
export function commitStatement(repository: string, node: CommitNode): Statement {
  const { name, email, user } = node.author ?? {}
  const bot = [name, user?.login].some((text) => text?.endsWith('[bot]') === true)
  const request = present(node.associatedPullRequests?.nodes).find(({ mergedAt }) => typeof mergedAt === 'string')
  return {
    type: 'commit',
    repository,
    sha: node.oid,
    authoredAt: node.authoredDate,
    committedAt: node.committedDate,
    parents: present(node.parents.nodes).map(({ oid }) => oid),
    author: { name, email, login: user?.login, bot: bot ? true : undefined },
    message: node.message.slice(0, longestMessage),
    pullRequest: request?.number,
  }
}

function isWhole(member: Member): member is CommitNode {
  return 'authoredDate' in member
}

function reviewStatements(repository: string, node: RequestNode): Statement[] {
  return present(node.reviews?.nodes).flatMap(({ state, submittedAt, author }) => {
    if (submittedAt === null || submittedAt === undefined) return []
    const about = { repository, number: node.number, openedAt: node.createdAt, author: accountOf(node.author) }
    // A dismissed review was one when it was submitted.
    const given = state === 'DISMISSED' ? 'changes_requested' : state.toLowerCase()
    const statement = reviewStatement({ ...about, reviewer: accountOf(author), state: given, submittedAt })
    return statement === null ? [] : [statement]
  })
}

/** A request with its reviews, and its commits where they were asked for whole. `members` are all of its commits. */
export function requestStatements(repository: string, node: RequestNode, members: readonly Member[]): Statement[] {
  const forced = present(node.forced.nodes).flatMap(({ beforeCommit }) => beforeCommit ?? [])
  const all = [...members, ...forced]
  const ready = present(node.ready.nodes).at(-1)?.createdAt
  const isMerged = node.state === 'MERGED'
  const request = {
    type: 'pull_request',
    repository,
    number: node.number,
    openedAt: node.createdAt,
    updatedAt: node.updatedAt,
    title: node.title,
    url: node.url,
    author: personOf(accountOf(node.author)),
    state: node.state.toLowerCase(),
    readyAt: ready ?? (node.isDraft ? undefined : node.createdAt),
    mergedAt: node.mergedAt,
    closedAt: node.closedAt,
    mergeSha: isMerged ? node.mergeCommit?.oid : undefined,
    commits: [...new Set([node.headRefOid, ...all.map(({ oid }) => oid)])].slice(0, mostMembers),
    labels: present(node.labels?.nodes).map(({ name }) => name),
    additions: node.additions,
    deletions: node.deletions,
    changedFiles: node.changedFiles,
    headBranch: node.headRefName,
    baseBranch: node.baseRefName,
  }
  const commits = all.filter(isWhole).map((commit) => commitStatement(repository, commit))
  return [request, ...reviewStatements(repository, node), ...commits]
}

/** Where a deployment was made. */
export interface RepositoryPlace {
  readonly url: string
  readonly name: string
}

function factsOf(repository: RepositoryPlace, node: DeploymentNode): DeploymentFacts | null {
  const environment = node.environment ?? node.originalEnvironment
  if (environment === null || environment === undefined || environment === '') return null
  if (node.databaseId === null || node.databaseId === undefined) return null
  return {
    id: node.databaseId,
    repositoryUrl: repository.url,
    repositoryName: repository.name,
    sha: node.commitOid,
    ref: node.ref?.name ?? null,
    task: node.task ?? null,
    environment,
    payload: node.payload,
    createdAt: node.createdAt,
    isTransient: false,
  }
}

/** Why a deployment is none of those that are measured; null where it is one. */
export function whyLeftOut(repository: RepositoryPlace, node: DeploymentNode, settings: GithubSettings): string | null {
  const facts = factsOf(repository, node)
  return facts === null ? 'it names no environment' : whyIgnored(facts, facts.environment, settings)
}

/** What webhooks would have said of a deployment; empty where it is none of those that are measured. */
export function deploymentStatements(
  repository: RepositoryPlace,
  node: DeploymentNode,
  statuses: readonly StatusNode[],
  settings: GithubSettings,
): Statement[] {
  const facts = factsOf(repository, node)
  if (facts === null || whyIgnored(facts, facts.environment, settings) !== null) return []
  const told = statuses.flatMap(({ state, createdAt, environment, logUrl }) => {
    const url = /^https?:\/\/\S+$/i.test(logUrl ?? '') ? (logUrl ?? null) : null
    const status = { state: state.toLowerCase(), environment: environment || null, createdAt, url }
    const isLeftOut = whyIgnored(facts, status.environment ?? facts.environment, settings) !== null
    const statement = isLeftOut ? null : statusStatement(facts, status)
    return statement === null ? [] : [statement]
  })
  return told.length === 0 ? [startStatement(facts, facts.environment)] : told
}

/** What webhooks would have said of a release; empty where it is not published. */
export function statementsOfRelease(
  repository: RepositoryPlace,
  node: ReleaseNode,
  settings: GithubSettings,
): Statement[] {
  const { tagName, url, publishedAt, isDraft, isPrerelease, tagCommit } = node
  if (isDraft || publishedAt === null || publishedAt === undefined) return []
  const place = { repositoryUrl: repository.url, repositoryName: repository.name }
  const facts = { ...place, tag: tagName, url, publishedAt, isPrerelease, sha: tagCommit?.oid }
  return releaseStatements(facts, settings.releasesDeployTo)
}

/** Whether a deployment has ended, so that nothing about it changes any more. */
export function hasEnded(statuses: readonly StatusNode[]): boolean {
  return statuses.some(({ state }) => ['SUCCESS', 'FAILURE', 'ERROR'].includes(state))
}
