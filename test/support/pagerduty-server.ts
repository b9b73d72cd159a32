import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What happened to an incident at a time. */
export interface Happening {
  readonly id: string
  readonly type: 'triggered' | 'acknowledged' | 'resolved' | 'reopened' | 'priority_updated' | 'annotated'
  /** In milliseconds. */
  readonly at: number
  readonly incident: string
  /** The incident as it was from then on. */
  readonly state: object
}

/** Answered in place of what was asked, as often as it stands in the list. */
export interface Fault {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface PagerDutyServer {
  readonly url: string
  /** All that ever happened; may grow while it runs. */
  readonly happened: Happening[]
  /** What its clock says, in milliseconds: nothing is told of what is later. */
  now: number
  /** Taken from the front, one an answer. */
  readonly faults: Fault[]
  readonly asked: { readonly path: string; readonly authorization: string }[]
  /** Of longer times than these milliseconds it says that there is more, however far somebody reads. */
  mostSpan: number
  close(): Promise<void>
}

const types: Readonly<Record<Happening['type'], string>> = {
  triggered: 'trigger_log_entry',
  acknowledged: 'acknowledge_log_entry',
  resolved: 'resolve_log_entry',
  reopened: 'reopen_log_entry',
  priority_updated: 'field_value_change_log_entry',
  annotated: 'annotate_log_entry',
}

/** The log knows whole seconds. */
function second(at: number): string {
  return new Date(Math.floor(at / 1_000) * 1_000).toISOString().replace('.000Z', 'Z')
}

/** The webhook that PagerDuty sends when something happens. */
export function webhookOf({ id, type, at, incident, state }: Happening): object {
  const data = { id: incident, type: 'incident', ...state }
  const occurred = new Date(at).toISOString()
  return {
    event: { id: `w-${id}`, event_type: `incident.${type}`, resource_type: 'incident', occurred_at: occurred, data },
  }
}

/** The part of PagerDuty's REST API that is read, on this machine: the log with its incidents as they are now. */
export async function pagerdutyServer(token: string): Promise<PagerDutyServer> {
  const page = (asked: URLSearchParams): object => {
    const [since, until] = [asked.get('since'), asked.get('until')].map((text) => Date.parse(text ?? ''))
    const [limit, offset] = [Number(asked.get('limit')), Number(asked.get('offset'))]
    const known = served.happened.filter(({ at }) => at <= served.now)
    const within = known.filter(({ at }) => Math.floor(at / 1_000) * 1_000 >= (since ?? 0) && at < (until ?? 0))
    const newestFirst = within.toSorted((a, b) => b.at - a.at)
    const stateOf = (incident: string): object =>
      known
        .filter((each) => each.incident === incident)
        .toSorted((a, b) => a.at - b.at)
        .at(-1)?.state ?? {}
    const entries = newestFirst.slice(offset, offset + limit).map(({ id, type, at, incident }) => ({
      id: `l-${id}`,
      type: types[type],
      created_at: second(at),
      incident: { id: incident, type: 'incident', ...stateOf(incident) },
    }))
    const notices = entries.map(({ id, ...entry }) => ({ ...entry, id: `${id}-n`, type: 'notify_log_entry' }))
    return {
      log_entries: [...entries, ...notices],
      limit,
      offset,
      more: within.length > offset + limit || (until ?? 0) - (since ?? 0) > served.mostSpan,
    }
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { authorization = '' } = request.headers
    served.asked.push({ path: request.url ?? '', authorization })
    const send = ({ status, headers = {}, body = '{}' }: Fault): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
    }
    const url = new URL(request.url ?? '/', 'http://localhost')
    const fault = served.faults.shift()
    if (fault !== undefined) return send(fault)
    if (authorization !== `Token token=${token}`) return send({ status: 401 })
    if (url.pathname !== '/log_entries') return send({ status: 404 })
    if (Number(url.searchParams.get('offset')) >= 10_000) return send({ status: 400 })
    send({ status: 200, body: JSON.stringify(page(url.searchParams)) })
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const served: PagerDutyServer = {
    url: `http://127.0.0.1:${port}`,
    happened: [],
    now: 0,
    faults: [],
    asked: [],
    mostSpan: Number.POSITIVE_INFINITY,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return served
}
