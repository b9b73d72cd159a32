import type { Instant } from '#domain/instant'
import type { StreamHistory } from '#domain/stream-history'
import type { Facts } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import { isOfPopulation, liveTime } from '#metrics/population'
import { emptyFacts } from './fact-reads.ts'

/** The facts of a stream whose history was projected for one question. */
export function factsOfHistory(
  history: StreamHistory | undefined,
  streamId: number,
  { window, definition, now }: MeasureScope,
): Facts {
  if (history === undefined) return emptyFacts
  let lastLiveAt: Instant | null = null
  for (const deployment of history.deployments) {
    const at = liveTime(deployment, definition)
    if (at === null || at >= window.to || at > now || !isOfPopulation(deployment, definition.kinds, definition))
      continue
    lastLiveAt = Math.max(at, lastLiveAt ?? at)
  }
  const inStream = <Item extends object>(items: readonly Item[]): (Item & { readonly streamId: number })[] =>
    items.map((item) => ({ ...item, streamId }))
  return {
    deployments: inStream(history.deployments),
    changes: inStream(history.changes),
    commits: inStream(history.commits),
    failures: inStream(history.failures),
    incidents: inStream(history.incidents),
    pending: history.pending,
    lastLiveAt,
  }
}
