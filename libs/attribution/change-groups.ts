import type { CommitState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import picomatch from 'picomatch'
import { isTransport } from './authorship.ts'
import type { KnownCommits } from './known-commits.ts'
import type { Request, RequestIndex } from './requests.ts'
import type { Shipment } from './shipment.ts'

/** The commits of one change that one deployment brought. */
export interface Group {
  readonly key: string
  readonly repository: string
  readonly request: Request | null
  readonly shas: readonly string[]
  readonly shipment: Shipment
}

type Changed = Pick<Group, 'repository' | 'request' | 'shas'>

export interface Grouped {
  readonly groups: readonly Group[]
  /** Commits of which neither a body nor a request is known. */
  readonly unknown: readonly string[]
}

/** Commits that a host re-created when it rebased a request: same author date as a member, request merged here. */
function rebased(shipment: Shipment, known: KnownCommits, requests: RequestIndex): ReadonlyMap<string, Request> {
  const { repository, shas } = shipment
  const authored = new Map<Instant, Request>()
  for (const sha of shas) {
    const request = requests.of(repository, sha)
    if (request === null || request.mergeSha !== sha || known.isMerge(repository, sha)) continue
    const before = known.states(
      repository,
      [...request.members].filter((member) => member !== sha),
    )
    const dates = before.map((member) => member.event.authoredAt)
    // Where the last one is no copy of a member, it is a squash, and nothing else was re-created.
    const last = known.state(repository, sha)?.event.authoredAt
    if (last !== undefined && !dates.includes(last)) continue
    for (const date of dates) authored.set(date, request)
  }
  const found = new Map<string, Request>()
  if (authored.size === 0) return found
  for (const { event } of known.states(repository, shas)) {
    const request = authored.get(event.authoredAt)
    if (request !== undefined && !request.members.has(event.sha)) found.set(event.sha, request)
  }
  return found
}

/**
 * Folds commits into changes: the request that holds them, else themselves. Merges that no request holds, and commits
 * that only carry an image reference, are no changes.
 *
 * @param fresh the shas of the shipment that were not shipped before.
 * @param isConfig the shipment is of the deployment's configuration repository.
 */
export function groupsOf(
  shipment: Shipment,
  fresh: readonly string[],
  known: KnownCommits,
  requests: RequestIndex,
  isConfig: boolean,
): Grouped {
  const { repository } = shipment
  const recreated = rebased(shipment, known, requests)
  const groups = new Map<string, Group & { readonly shas: string[] }>()
  const unknown: string[] = []
  for (const sha of fresh) {
    const state = known.state(repository, sha)
    const request = requests.of(repository, sha) ?? recreated.get(sha) ?? null
    if (request === null && state === undefined) {
      unknown.push(sha)
      continue
    }
    if (request === null && known.isMerge(repository, sha)) continue
    if (state !== undefined && isTransport(state, isConfig)) continue
    const key = request?.key ?? `${repository}@${sha}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { key, repository, request, shas: [sha], shipment })
    else group.shas.push(sha)
  }
  return { groups: [...groups.values()], unknown }
}

/**
 * Whether a change touches the paths of a service, by the files of those of its commits that tell them; where none does, it
 * touches. No globs: everything.
 */
export function pathMatcher(globs: readonly string[]): (told: readonly (readonly string[])[]) => boolean {
  if (globs.length === 0) return () => true
  const matches = picomatch(wholeFolders(globs), { dot: true })
  return (told) => told.length === 0 || told.some((paths) => paths.some((path) => matches(path)))
}

/** A folder means all that is in it. */
function wholeFolders(globs: readonly string[]): string[] {
  return globs.flatMap((glob) => {
    const bare = glob.replace(/^(\.?\/+)+/, '').replace(/\/+$/, '')
    if (bare === '' || bare === '.') return ['**']
    return /[*?[{(!]/.test(bare) ? [glob] : [bare, `${bare}/**`]
  })
}

/** The same of a group. */
export function pathFilter(
  globs: readonly string[],
  known: KnownCommits,
): (group: Pick<Group, 'repository' | 'shas'>) => boolean {
  if (globs.length === 0) return () => true
  const touches = pathMatcher(globs)
  return ({ repository, shas }) =>
    touches(known.states(repository, shas).flatMap(({ event }) => (event.paths === undefined ? [] : [event.paths])))
}

/** A commit that the host made to squash a request: no work of its own. */
function isSquash(request: Request, sha: string, known: KnownCommits): boolean {
  if (sha !== request.mergeSha || request.members.has(sha)) return false
  const at = known.state(request.repository, sha)?.event.authoredAt
  const members = known.states(request.repository, request.members)
  return members.length > 0 && members.every((member) => member.event.authoredAt !== at)
}

/** The commits of a change that are work, each of them known: not merges, and not what the host made to squash them. */
export function ownCommits({ repository, request, shas }: Changed, known: KnownCommits): CommitState[] {
  const straight = shas.filter((sha) => !known.isMerge(repository, sha))
  const work = straight.filter((sha) => request === null || !isSquash(request, sha, known))
  const found = known.states(repository, work)
  if (found.length > 0 || request === null) return found
  const members = [...request.members].toSorted().filter((sha) => !known.isMerge(repository, sha))
  const seen = known.states(repository, members)
  return seen.length > 0 ? seen : known.states(repository, straight)
}

/** What is live already, as far as a deployment or a version can be told apart from it. */
export interface Live {
  isShipped(repository: string, sha: string): boolean
  /** Another commit with the same patch is live already. */
  hasLiveTwin(repository: string, sha: string): boolean
}

/** The work of a change that is not shipped yet, and what of it is new in any form. */
export interface Work {
  readonly own: readonly CommitState[]
  readonly fresh: readonly CommitState[]
  /** False where all of it is live already: the change comes again, as another commit. */
  readonly isNew: boolean
}

/** What a change brings to what is live. */
export function workOf(group: Changed, known: KnownCommits, live: Live): Work {
  const { repository, request } = group
  const own = ownCommits(group, known).filter(({ event }) => !live.isShipped(repository, event.sha))
  const fresh = own.filter(({ event }) => !live.hasLiveTwin(repository, event.sha))
  const onlyTwins = own.length > 0 && fresh.length === 0
  const members = [...(request?.members ?? [])].filter((sha) => !known.isMerge(repository, sha))
  const nothingNew = own.length === 0 && members.length > 0 && members.every((sha) => live.isShipped(repository, sha))
  return { own, fresh, isNew: !onlyTwins && !nothingNew }
}
