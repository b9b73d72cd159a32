import { type Door, ask, postLines, settled } from './ask.ts'
import { type HistoryCount, type HistorySize, historyLines, serviceName } from './history.ts'
import { postLoad } from './http-load.ts'
import { insertLoop, smallEvent } from './insert-loop.ts'
import type { ServerProcess } from './server-process.ts'
import { figure, type Row } from './table.ts'

const connections = 32

/** Small events, one a request, beside a bare loop of inserts against the same server in the same minute. */
export async function ingestRows(door: Door, databaseUrl: string, seconds: number): Promise<Row[]> {
  const duration = seconds * 1000
  const before = await insertLoop(databaseUrl, connections, duration)
  const load = await postLoad({
    url: new URL('/api/events', door.url),
    token: door.token,
    connections,
    duration,
    expectedStatus: 202,
    body: (n) => smallEvent(`load-${n}`),
  })
  await settled(door)
  const after = await insertLoop(databaseUrl, connections, duration)
  if (load.unexpected > 0) throw new Error(`${load.unexpected} posts were not accepted: ${load.firstUnexpected}`)
  const bare = (before.perSecond + after.perSecond) / 2
  const ratio = load.perSecond / bare
  return [
    {
      what: 'durable ingest, one small event a request',
      measured: `${figure(load.perSecond)}/s, ${figure(ratio * 100)} % of the bare loop`,
      bound: '>= 60 % of the bare loop',
      holds: ratio >= 0.6,
      note: `${connections} connections, p50 ${figure(load.p50)} ms, p99 ${figure(load.p99)} ms`,
    },
    {
      what: 'bare insert-and-commit loop',
      measured: `${figure(before.perSecond)}/s before, ${figure(after.perSecond)}/s after`,
      bound: '',
      holds: null,
      note: `${connections} connections, same shape of table`,
    },
  ]
}

/** A whole history as one NDJSON stream, until it is in the log, and until it is in all answers. */
export async function bulkRows(door: Door, size: HistorySize, end: number, count: HistoryCount): Promise<Row[]> {
  const started = performance.now()
  const answer = await postLines(door, historyLines(size, end, count))
  const logged = (performance.now() - started) / 1000
  await settled(door)
  const answered = (performance.now() - started) / 1000
  if (answer.accepted !== count.events) throw new Error(`Accepted ${answer.accepted} of ${count.events} events.`)
  const rate = count.events / logged
  const note = `${figure(count.events)} events, ${figure(count.deployments)} deployments, ${figure(count.changes)} changes`
  return [
    {
      what: 'bulk NDJSON to the log',
      measured: `${figure(rate)} events/s`,
      bound: '>= 10,000 events/s',
      holds: rate >= 10_000,
      note,
    },
    {
      what: 'bulk NDJSON to all answers',
      measured: `${figure(count.events / answered)} events/s`,
      bound: '',
      holds: null,
      note: `nothing pending after ${figure(answered)} s`,
    },
  ]
}

/** An incident three weeks old against one service: from the post to the answer that holds it. */
export async function lateEventRow(door: Door, end: number): Promise<Row> {
  const openedAt = end - 21 * 86_400_000
  const query = `{ service(name: "${serviceName(0)}") { metrics(window: { last: "P90D" }) { timeToRestore { allIncidentsCount } changeFailureRate { failed } } } }`
  const counted = async (): Promise<number> => {
    const { service } = await ask<LateAnswer>(door, query)
    return service.metrics.timeToRestore.allIncidentsCount
  }
  const seconds: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const before = await counted()
    const at = openedAt + round * 3_600_000
    const event = {
      type: 'incident',
      id: `late-${round}`,
      service: serviceName(0),
      openedAt: iso(at),
      resolvedAt: iso(at + 60_000),
    }
    const started = performance.now()
    await postLines(door, [`${JSON.stringify(event)}\n`])
    while ((await counted()) === before)
      if (performance.now() - started > 60_000) throw new Error('No corrected answer within 60 s.')
    seconds.push((performance.now() - started) / 1000)
  }
  const worst = Math.max(...seconds)
  const median = seconds.toSorted((a, b) => a - b)[2] ?? Number.NaN
  return {
    what: 'an incident three weeks old, to corrected answers',
    measured: `${figure(median)} s`,
    bound: '< 1 s',
    holds: worst < 1,
    note: `median of 5, worst ${figure(worst)} s`,
  }
}

interface LateAnswer {
  readonly service: { readonly metrics: { readonly timeToRestore: { readonly allIncidentsCount: number } } }
}

const iso = (at: number): string => new Date(at).toISOString()

/** Highest memory of the process over all that was measured. */
export function memoryRow(server: ServerProcess, when = 'highest'): Row {
  const bytes = server.peakMemory()
  return {
    what: `resident memory, all roles in one process, ${when}`,
    measured: bytes === null ? 'not told by this system' : `${figure(bytes / 1_048_576)} MiB`,
    bound: '< 400 MB',
    holds: bytes === null ? null : bytes < 400_000_000,
    note: 'without Postgres',
  }
}
