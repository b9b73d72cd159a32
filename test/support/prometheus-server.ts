import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MINUTE, SECOND } from '#domain/instant'

/** An alert that fired once: at each evaluation from the first to the last. */
export interface Fired {
  readonly labels: Readonly<Record<string, string>>
  readonly summary: string
  /** In milliseconds; of evaluations. */
  readonly first: number
  readonly last: number
  readonly fingerprint: string
}

export interface PrometheusServer {
  readonly url: string
  readonly fired: Fired[]
  /** What its clock says, in milliseconds. */
  now: number
  external: Readonly<Record<string, string>>
  relabelling: string
  /** Of longer times than these milliseconds it says that they hold too many samples. */
  mostSpan: number
  /** Taken from the front, one an answer. */
  readonly faults: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }[]
  readonly asked: { readonly path: string; readonly authorization: string | undefined }[]
  close(): Promise<void>
}

/** How often all rules are evaluated. */
export const every = MINUTE

/** A time as Alertmanager writes it, which knows more of it than Prometheus keeps. */
function nanoseconds(at: number): string {
  return new Date(at).toISOString().replace('Z', '266876Z')
}

/** The webhook that Alertmanager sends when an alert begins to fire, or has ended. */
export function webhookOf(
  { labels, summary, first, last, fingerprint }: Fired,
  status: 'firing' | 'resolved',
  external: Readonly<Record<string, string>>,
): object {
  const endsAt = status === 'firing' ? '0001-01-01T00:00:00Z' : nanoseconds(last + every)
  const alert = { status, labels: { ...external, ...labels }, annotations: { summary } }
  return { version: '4', status, alerts: [{ ...alert, startsAt: nanoseconds(first), endsAt, fingerprint }] }
}

function timesOf({ first, last }: Fired, from: number, to: number): number[] {
  const begin = Math.max(first, first + Math.ceil((from - first) / every) * every)
  const times: number[] = []
  for (let at = begin; at <= Math.min(last, to); at += every) times.push(at)
  return times
}

/** The part of Prometheus' API that is read, on this machine: raw samples of its alerts, its rules and its configuration. */
export async function prometheusServer(authorized: string | undefined): Promise<PrometheusServer> {
  const success = (data: object): string => JSON.stringify({ status: 'success', data })
  const queried = (asked: URLSearchParams): readonly [number, string] => {
    const seconds = /^ALERTS\{alertstate="firing"\}\[(\d+)s\]$/.exec(asked.get('query') ?? '')?.[1]
    if (seconds === undefined) return [400, '{"status":"error"}']
    if (Number(seconds) * SECOND > served.mostSpan) return [422, '{"status":"error","errorType":"execution"}']
    const to = Math.min(Number(asked.get('time')) * SECOND, served.now)
    const from = Number(asked.get('time')) * SECOND - Number(seconds) * SECOND
    const byLabels = new Map<string, { readonly metric: object; readonly values: [number, string][] }>()
    for (const fired of served.fired) {
      const key = JSON.stringify(fired.labels)
      const metric = { __name__: 'ALERTS', alertstate: 'firing', ...fired.labels }
      const values = byLabels.get(key)?.values ?? []
      values.push(...timesOf(fired, from, to).map((at): [number, string] => [at / SECOND, '1']))
      if (values.length > 0) byLabels.set(key, { metric, values })
    }
    return [200, success({ resultType: 'matrix', result: [...byLabels.values()] })]
  }
  const answers: Readonly<Record<string, (asked: URLSearchParams) => readonly [number, string]>> = {
    '/api/v1/query': queried,
    '/api/v1/rules': () => {
      const rule = { name: 'ErrorRate', labels: {}, annotations: { summary: 'Errors of {{ $labels.service }}' } }
      const rules = [{ ...rule, type: 'alerting' }]
      const lastEvaluation = new Date(served.now).toISOString()
      return [200, success({ groups: [{ name: 'g', interval: every / SECOND, lastEvaluation, rules }] })]
    },
    '/api/v1/status/config': () => {
      const yaml = `global:\n  external_labels: ${JSON.stringify(served.external)}\nalerting:\n  alert_relabel_configs: ${served.relabelling}\n`
      return [200, success({ yaml })]
    },
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { authorization } = request.headers
    served.asked.push({ path: request.url ?? '', authorization })
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const fault = pathname === '/api/v1/query' ? served.faults.shift() : undefined
    const refused = authorization === authorized ? ([404, '{}'] as const) : ([401, '{}'] as const)
    const told = authorization === authorized ? answers[pathname]?.(searchParams) : undefined
    const [status, body] = fault === undefined ? (told ?? refused) : [fault.status, fault.body ?? '{}']
    response.writeHead(status, { 'content-type': 'application/json', ...fault?.headers }).end(body)
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const served: PrometheusServer = {
    url: `http://127.0.0.1:${port}`,
    fired: [],
    now: 0,
    external: {},
    relabelling: '[]',
    mostSpan: Number.POSITIVE_INFINITY,
    faults: [],
    asked: [],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return served
}
