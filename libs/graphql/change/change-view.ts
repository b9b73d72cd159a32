import { writtenOf, type Written } from '#attribution/authorship'
import type { CommitEvent } from '#domain/delivery-event'
import type { Authorship, ShippedChange } from '#domain/stream-history'
import { markOf } from '#domain/written-by'
import type { ChangeRef, ChangeRow } from '#storage/queries/changes'
import type { LinkType } from '../deployment/link.type.ts'
import { globalId } from '../relay/global-id.ts'
import { repositoryView } from '../repository/repository-view.ts'
import type { ChangeView } from '../views.ts'
import { mergeTitle } from './merge-title.ts'

export function changeText({ repository, number, sha }: ChangeRef): string {
  return number === null ? `${repository}@${sha ?? ''}` : `${repository}#${number}`
}

/** Reads a key of the facts, `repository#number` or `repository@sha`. */
export function changeRefOf(key: string): ChangeRef {
  const request = /^(.*)#(\d+)$/s.exec(key)
  if (request !== null) return { repository: request[1] ?? '', number: Number(request[2]), sha: null }
  const at = key.lastIndexOf('@')
  return { repository: key.slice(0, at), number: null, sha: key.slice(at + 1) }
}

function firstLine(text: string | undefined): string | null {
  return text === undefined ? null : (text.split('\n', 1)[0] ?? null)
}

/** Where git alone tells of a request. */
function titleOfMerge({ number }: ChangeRef, merge: CommitEvent | undefined): string | null {
  return number === null || merge?.message === undefined ? null : mergeTitle(merge.message, number)
}

/** Who wrote what was shipped nowhere yet. */
function writtenBy({ commit, request }: Pick<ChangeRow, 'commit' | 'request'>): Written {
  const written = writtenOf(commit === null ? [] : [commit], request)
  const author = request?.event.author
  if (written.authorship !== 'UNKNOWN' || author === undefined) return written
  const mark = markOf(author, 'REQUEST')
  return { authorship: mark?.kind ?? 'HUMAN', mark }
}

const unwritten: Written = { authorship: 'UNKNOWN', mark: null }

/** Which agent it was; a bot may be called as a person. */
function agentOf(authorship: Authorship, mark: { readonly name: string } | null | undefined): string | null {
  return authorship !== 'AGENT' || mark == null || mark.name === '' ? null : mark.name
}

/** How it came to be live: in each stream by the first deployment that brought it. */
export function shippedLink({ statements }: ChangeView, shipped: ShippedChange): LinkType {
  return {
    from: `change ${shipped.key}`,
    to: shipped.deploymentKey,
    method: shipped.method,
    confidence: shipped.confidence,
    at: shipped.liveAt,
    deliveries: statements,
    missing: false,
    mend: null,
  }
}

/**
 * What is known of a change; nothing but its name where no row was found.
 *
 * @param shippedHere how the history shipped it that the change is told of, where that is not what the tables hold
 */
export function changeView(
  ref: ChangeRef,
  row: ChangeRow | null,
  shippedHere: ShippedChange | null = null,
): ChangeView {
  const request = row?.request?.event
  const commit = row?.commit?.event
  const merge = row?.merge?.event
  const shipped = row?.shipped ?? null
  const written = row === null ? unwritten : writtenBy(row)
  const shas = new Set([
    ...(shipped?.commits ?? []),
    ...(request?.commits ?? []),
    ...(ref.sha === null ? [] : [ref.sha]),
  ])
  return {
    __typename: 'Change',
    id: globalId('Change', ref.repository, ref.number === null ? 'commit' : 'request', ref.number ?? ref.sha ?? ''),
    ref,
    repository: repositoryView({ id: row?.repositoryId ?? 0, name: ref.repository, url: row?.repositoryUrl ?? null }),
    shas: [...shas].toSorted(),
    number: ref.number,
    sha: request?.mergeSha ?? shipped?.sha ?? ref.sha ?? merge?.sha ?? null,
    title: request?.title ?? titleOfMerge(ref, merge) ?? firstLine(commit?.message),
    url: request?.url ?? commit?.url ?? null,
    authorship: shipped?.authorship ?? written.authorship,
    authorshipRule: (shipped === null ? written.mark : shipped.writtenBy)?.rule ?? null,
    agent: agentOf(shipped?.authorship ?? written.authorship, shipped === null ? written.mark : shipped.writtenBy),
    firstAuthoredAt: shipped?.startedAt ?? commit?.authoredAt ?? null,
    openedAt: request?.openedAt ?? shipped?.openedAt ?? null,
    mergedAt: request?.mergedAt ?? shipped?.mergedAt ?? null,
    additions: request?.additions ?? shipped?.additions ?? null,
    deletions: request?.deletions ?? shipped?.deletions ?? null,
    labels: request?.labels ?? [],
    statements: (row?.request ?? row?.commit)?.statements ?? [],
    shippedHere,
  }
}
