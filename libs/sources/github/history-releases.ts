import { DAY } from '#domain/instant'
import { releasesDocument } from './history-documents.ts'
import { ReleasesAnswer } from './history-nodes.ts'
import { type HistoryPage, notAfter, type PartState, present, type Reading } from './history-state.ts'
import { statementsOfRelease } from './history-statements.ts'

const largestPage = 100
/** A draft may be published so long after it was made. */
const draftFor = 90 * DAY

/** Releases, where they deploy; newest first, and later as far back as drafts may lie. */
export async function* readReleases(reading: Reading, from: PartState): AsyncGenerator<HistoryPage> {
  const { owner, name, settings, now } = reading
  if (settings.releasesDeployTo === undefined) return
  const pages = reading.pages(largestPage, from.size)
  const last = notAfter(from.watermark, now)
  const since = last === null ? Number.NEGATIVE_INFINITY : Date.parse(last) - draftFor
  let state = from
  for (let more = true; more; ) {
    const variables = { owner, name, after: state.after }
    const { repository } = await pages.next(ReleasesAnswer, releasesDocument, variables)
    const { pageInfo, totalCount, nodes } = repository.releases
    const releases = present(nodes)
    const statements = releases.flatMap((node) => statementsOfRelease(repository, node, settings))
    const isOld = releases.some(({ createdAt }) => Date.parse(createdAt) < since)
    more = pageInfo.hasNextPage && !isOld
    const newest = state.newest ?? releases[0]?.createdAt ?? null
    state = { ...state, newest, after: pageInfo.endCursor ?? null, size: pages.size }
    if (!more) state = { ...state, filled: true, watermark: notAfter(newest, now) ?? last, after: null, newest: null }
    yield { statements, state, nodes: releases.length, total: totalCount ?? null }
  }
}
