import type { StreamHistory } from '#domain/stream-history'
import type { Facts } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import { emptyFacts } from './fact-reads.ts'

/** The facts of a stream whose history was projected for one question. */
export function factsOfHistory(
  history: StreamHistory | undefined,
  streamId: number,
  { window, definition, now }: MeasureScope,
): Facts {
  if (history === undefined) return emptyFacts
  const live = history.deployments
    .filter(({ kind }) => definition.kinds.includes(kind))
    .flatMap(({ liveAt }) => (liveAt !== null && liveAt < window.to && liveAt <= now ? [liveAt] : []))
  const inStream = <Item extends object>(items: readonly Item[]): (Item & { readonly streamId: number })[] =>
    items.map((item) => ({ ...item, streamId }))
  return {
    deployments: inStream(history.deployments),
    changes: inStream(history.changes),
    commits: inStream(history.commits),
    failures: inStream(history.failures),
    incidents: inStream(history.incidents),
    pending: history.pending,
    lastLiveAt: live.length === 0 ? null : Math.max(...live),
  }
}
