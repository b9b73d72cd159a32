import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A record as it is from a time on. */
export interface RecordChange {
  /** In milliseconds, in the middle of a second. */
  readonly at: number
  readonly record: Readonly<Record<string, string>>
}

export interface ServiceNowServer {
  readonly url: string
  readonly changes: RecordChange[]
  /** Told of each question before it is answered. */
  onAsked: () => void
  /** Taken from the front, one an answer. */
  readonly faults: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }[]
  readonly asked: URLSearchParams[]
  close(): Promise<void>
}

/** As ServiceNow writes a time: in UTC, without saying so. */
export function recordTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

/** The part of the Table API that is read, on this machine. */
export async function servicenowServer(authorized: string): Promise<ServiceNowServer> {
  const found = (from: string, after?: string): Readonly<Record<string, string>>[] => {
    const latest = new Map(served.changes.map(({ record }) => [record['sys_id'], record]))
    const order = (record: Readonly<Record<string, string>>) => `${record['sys_updated_on']} ${record['sys_id']}`
    return [...latest.values()]
      .filter(({ sys_updated_on: at = '', sys_id: id = '' }) =>
        after === undefined ? at >= from : at === from && id > after,
      )
      .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    served.asked.push(searchParams)
    served.onAsked()
    const send = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
    }
    const fault = served.faults.shift()
    if (fault !== undefined) return send(fault.status, fault.body ?? '{}', fault.headers)
    if (request.headers.authorization !== authorized) return send(401, '{}')
    const asked = searchParams.get('sysparm_query') ?? ''
    const [, from, after] =
      /^sys_updated_on>=([^^]+)(?:\^sys_updated_on<=\1\^sys_id>([^^]+))?\^ORDERBYsys_updated_on\^ORDERBYsys_id$/.exec(
        asked,
      ) ?? []
    if (pathname !== '/api/now/table/incident' || from === undefined) return send(400, '{}')
    const all = found(from, after)
    const offset = Number(searchParams.get('sysparm_offset'))
    const limit = Number(searchParams.get('sysparm_limit'))
    const result = all.slice(offset, offset + limit)
    send(200, JSON.stringify({ result }), { 'x-total-count': String(all.length) })
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const served: ServiceNowServer = {
    url: `http://127.0.0.1:${port}`,
    changes: [],
    onAsked: () => undefined,
    faults: [],
    asked: [],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return served
}
