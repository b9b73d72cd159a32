import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A change of an issue. */
export interface Change {
  readonly issue: string
  /** In milliseconds. */
  readonly at: number
  /** All fields from then on. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly items: readonly object[]
  readonly isFirst: boolean
}

export interface JiraServer {
  readonly url: string
  readonly changes: Change[]
  now: number
  /** The search tells so many changes of an issue, the newest. */
  mostHistories: number
  /** Taken from the front, one an answer. */
  readonly faults: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }[]
  readonly asked: { readonly path: string; readonly authorization: string }[]
  close(): Promise<void>
}

/** As Jira writes a time: in the zone of the user, without a colon. */
export function jiraTime(at: number): string {
  return new Date(at + 3_600_000).toISOString().replace('Z', '+0100')
}

/** The history knows a change some moments after the issue does. */
const later = 31

/** The webhook that Jira sends of a change. */
export function webhookOf({ issue, at, fields, items, isFirst }: Change): object {
  return {
    timestamp: at + 400,
    webhookEvent: `jira:issue_${isFirst ? 'created' : 'updated'}`,
    issue: { id: issue, key: issue, self: 'https://jira.example.com/rest/api/2/issue/1', fields },
    ...(isFirst ? {} : { changelog: { id: '1', items } }),
  }
}

/** The part of the REST API of a Data Center that is read, on this machine: the search with histories. */
export async function jiraServer(authorized: string): Promise<JiraServer> {
  const historyOf = (changes: readonly Change[]): object[] =>
    changes.slice(1).map(({ at, items }) => ({ created: jiraTime(at + later), items }))
  const found = (minutes: number): object[] => {
    const byIssue = new Map<string, Change[]>()
    for (const change of served.changes) byIssue.set(change.issue, [...(byIssue.get(change.issue) ?? []), change])
    return [...byIssue.entries()]
      .flatMap(([key, changes]) => {
        const last = changes.at(-1)
        if (last === undefined || last.at < served.now - minutes * 60_000) return []
        const all = historyOf(changes)
        const histories = all.toReversed().slice(0, served.mostHistories)
        const self = 'https://jira.example.com/rest/api/2/issue/1'
        return [
          {
            at: last.at,
            issue: { id: key, key, self, fields: last.fields, changelog: { histories, total: all.length } },
          },
        ]
      })
      .toSorted((a, b) => a.at - b.at)
      .map(({ issue }) => issue)
  }
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { authorization = '' } = request.headers
    served.asked.push({ path: request.url ?? '', authorization })
    const send = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
    }
    const fault = served.faults.shift()
    if (fault !== undefined) return send(fault.status, fault.body ?? '{}', fault.headers)
    if (authorization !== authorized) return send(401, '{}')
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const startAt = Number(searchParams.get('startAt') ?? 0)
    const issue = /^\/rest\/api\/2\/issue\/([\w-]+)\/changelog$/.exec(pathname)?.[1]
    if (issue !== undefined) {
      const all = historyOf(served.changes.filter((change) => change.issue === issue))
      // Two of a page, whatever is asked for.
      return send(200, JSON.stringify({ startAt, total: all.length, values: all.slice(startAt, startAt + 2) }))
    }
    const minutes = /^updated >= "-(\d+)m" order by updated asc$/.exec(searchParams.get('jql') ?? '')?.[1]
    if (pathname !== '/rest/api/2/search' || minutes === undefined) return send(400, '{}')
    const all = found(Number(minutes))
    const issues = all.slice(startAt, startAt + Number(searchParams.get('maxResults')))
    send(200, JSON.stringify({ startAt, total: all.length, issues }))
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const served: JiraServer = {
    url: `http://127.0.0.1:${port}`,
    changes: [],
    now: 0,
    mostHistories: Number.POSITIVE_INFINITY,
    faults: [],
    asked: [],
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return served
}
