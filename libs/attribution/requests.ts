import { requestMergeAttribute } from '#domain/commit-attributes'
import type { CommitState, PullRequestState, PushState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { CommitGraph } from './commit-graph/commit-graph.ts'

/** A pull or merge request with every commit that was ever seen on it. */
export interface Request {
  /** `repository#number`. */
  readonly key: string
  readonly repository: string
  readonly number: number | null
  readonly state: PullRequestState | null
  readonly mergeSha: string | null
  readonly mergedAt: Instant | null
  readonly openedAt: Instant | null
  /** Shas, force-pushed and squashed ones included. */
  readonly members: ReadonlySet<string>
  /** Squashes of it on other branches than the one it was merged to. */
  readonly copies: ReadonlySet<string>
  readonly pushes: readonly PushState[]
}

/** A commit that says it merged a request. */
interface StatedMerge {
  readonly sha: string
  readonly at: Instant
  readonly squashed: boolean
}

interface Draft {
  readonly repository: string
  readonly name: string
  number: number | null
  state: PullRequestState | null
  mergeSha: string | null
  mergedAt: Instant | null
  readonly merges: StatedMerge[]
  readonly members: Set<string>
  readonly copies: Set<string>
  readonly pushes: PushState[]
}

/** Which request holds a commit. */
export class RequestIndex {
  readonly #byCommit = new Map<string, Request>()
  readonly #requests = new Map<string, Request>()
  readonly #graphs: ReadonlyMap<string, CommitGraph>
  readonly #repository: string

  constructor(
    known: {
      readonly pullRequests: readonly PullRequestState[]
      readonly pushes: readonly PushState[]
      readonly commits: readonly CommitState[]
    },
    graphs: ReadonlyMap<string, CommitGraph>,
    repository: string,
  ) {
    this.#graphs = graphs
    this.#repository = repository
    const drafts = new Map<string, Draft>()
    for (const state of known.pullRequests) this.#request(drafts, state)
    for (const push of known.pushes) this.#push(drafts, push)
    for (const commit of known.commits) this.#commit(drafts, commit)
    for (const draft of drafts.values()) settleMerge(draft)
    for (const draft of drafts.values()) this.#mergedMembers(draft)
    const requests = [...drafts.values()].map(finish).toSorted(inMergeOrder)
    for (const request of requests) {
      this.#requests.set(request.key, request)
      if (request.mergeSha !== null) this.#claim(request, request.mergeSha)
    }
    for (const request of requests) for (const sha of [...request.members, ...request.copies]) this.#claim(request, sha)
  }

  /** The request that holds the commit; of several, the one that was merged first. */
  of(repository: string, sha: string): Request | null {
    return this.#byCommit.get(`${repository}@${sha}`) ?? null
  }

  /** The request of this key (`repository#number`); null where nothing is known of it. */
  named(key: string): Request | null {
    return this.#requests.get(key) ?? null
  }

  #claim(request: Request, sha: string): void {
    const key = `${request.repository}@${sha}`
    if (!this.#byCommit.has(key)) this.#byCommit.set(key, request)
  }

  #draft(drafts: Map<string, Draft>, repository: string, name: string): Draft {
    const key = `${repository}#${name}`
    const known = drafts.get(key)
    if (known !== undefined) return known
    const draft: Draft = {
      repository,
      name,
      number: null,
      state: null,
      mergeSha: null,
      mergedAt: null,
      merges: [],
      members: new Set(),
      copies: new Set(),
      pushes: [],
    }
    drafts.set(key, draft)
    return draft
  }

  #request(drafts: Map<string, Draft>, state: PullRequestState): void {
    const { event } = state
    const draft = this.#draft(drafts, event.repository ?? this.#repository, String(event.number ?? event.id ?? ''))
    draft.number = event.number ?? null
    draft.state = state
    draft.mergeSha = event.mergeSha ?? draft.mergeSha
    draft.mergedAt = event.mergedAt ?? draft.mergedAt
    for (const sha of event.commits ?? []) draft.members.add(sha)
  }

  #push(drafts: Map<string, Draft>, push: PushState): void {
    const { event } = push
    if (event.number === undefined) return
    const draft = this.#draft(drafts, event.repository ?? this.#repository, String(event.number))
    draft.number = event.number
    draft.pushes.push(push)
    for (const sha of [...(event.commits ?? []), event.after]) draft.members.add(sha)
  }

  #commit(drafts: Map<string, Draft>, commit: CommitState): void {
    const { event } = commit
    if (event.pullRequest === undefined) return
    const draft = this.#draft(drafts, event.repository ?? this.#repository, String(event.pullRequest))
    draft.number = event.pullRequest
    const squashed = event.attributes?.[requestMergeAttribute] === 'SQUASH'
    if (!squashed && (event.parents ?? []).length < 2) draft.members.add(event.sha)
    else draft.merges.push({ sha: event.sha, at: event.committedAt ?? event.authoredAt, squashed })
  }

  /** A merge commit makes the commits of its other parents, not reachable from the first, members. */
  #mergedMembers(draft: Draft): void {
    if (draft.mergeSha === null) return
    const graph = this.#graphs.get(draft.repository)
    const [first, ...others] = graph?.parentsOf(draft.mergeSha) ?? []
    // Through a hole everything would look like the request's own.
    if (graph === undefined || first === undefined || !graph.has(first)) return
    for (const other of others) for (const sha of graph.newCommits(other, [first]).shas) draft.members.add(sha)
  }
}

/** Of several commits that say they merged it, the earliest did, where the request does not say; other squashes are copies of it. */
function settleMerge(draft: Draft): void {
  const merges = draft.merges.toSorted((a, b) => a.at - b.at || (a.sha < b.sha ? -1 : 1))
  const [first] = merges
  if (first === undefined) return
  draft.mergeSha ??= first.sha
  draft.mergedAt ??= merges.find(({ sha }) => sha === draft.mergeSha)?.at ?? first.at
  for (const { sha, squashed } of merges) if (squashed && sha !== draft.mergeSha) draft.copies.add(sha)
}

function finish(draft: Draft): Request {
  return {
    key: `${draft.repository}#${draft.name}`,
    repository: draft.repository,
    number: draft.number,
    state: draft.state,
    mergeSha: draft.mergeSha,
    mergedAt: draft.mergedAt,
    openedAt: draft.state?.event.openedAt ?? null,
    members: draft.members,
    copies: draft.copies,
    pushes: draft.pushes,
  }
}

/** Merged ones first, oldest merge first; then by key. */
function inMergeOrder(a: Request, b: Request): number {
  const at = a.mergedAt ?? Number.MAX_SAFE_INTEGER
  return at - (b.mergedAt ?? Number.MAX_SAFE_INTEGER) || (a.key < b.key ? -1 : 1)
}
