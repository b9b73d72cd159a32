import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Answered in place of what was asked, as often as it stands in the list. */
export interface Fault {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface ArgoCdServer {
  readonly url: string
  /** Whole Applications; may change while it runs. */
  applications: readonly object[]
  /** What is known of commits, by their sha. */
  readonly revisions: Map<string, object>
  /** Taken from the front, one an answer. */
  readonly faults: Fault[]
  /** The same, for questions about commits. */
  readonly revisionFaults: Fault[]
  /** Path and query of each question, and its token. */
  readonly asked: { readonly path: string; readonly authorization: string }[]
  close(): Promise<void>
}

interface Application {
  readonly metadata: { readonly name: string; readonly namespace: string }
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], value)
}

/** The fields that the API may leave out others than; `status.history` is none of them. */
const allowed =
  /^(?:metadata(?:\..*)?|spec(?:\..*)?|status\.(?:summary|health|resources|sync\.(?:status|revision)|operationState\.(?:startedAt|finishedAt|phase)))$/

/** What the list holds of an application: the fields that are asked for. */
function narrowed(application: object, fields: readonly string[]): object {
  const kept: Record<string, unknown> = {}
  for (const field of fields.filter((name) => allowed.test(name))) {
    const path = field.split('.')
    const value = at(application, path)
    if (value === undefined) continue
    let inner = kept
    for (const name of path.slice(0, -1)) inner = (inner[name] ??= {}) as Record<string, unknown>
    inner[path.at(-1) ?? ''] = value
  }
  return kept
}

/** Argo CD's API as far as it is read, on this machine: the list with `fields`, one application, and what is known of a commit. */
export async function argoCdServer(token: string): Promise<ArgoCdServer> {
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const { authorization = '' } = request.headers
    served.asked.push({ path: request.url ?? '', authorization })
    const send = ({ status, headers = {}, body = '{}' }: Fault): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
    }
    const fault = served.faults.shift()
    if (fault !== undefined) return send(fault)
    if (authorization !== `Bearer ${token}`) return send({ status: 401, body: '{"error":"no session information"}' })
    const url = new URL(request.url ?? '', 'http://argocd')
    if (url.pathname === '/api/v1/applications') {
      const fields = (url.searchParams.get('fields') ?? '').split(',').map((field) => field.replace(/^items\./, ''))
      return send({
        status: 200,
        body: JSON.stringify({ metadata: {}, items: served.applications.map((each) => narrowed(each, fields)) }),
      })
    }
    const revision = /^\/api\/v1\/applications\/[^/]+\/revisions\/([^/]+)\/metadata$/.exec(url.pathname)?.[1]
    if (revision !== undefined) {
      const fault = served.revisionFaults.shift()
      if (fault !== undefined) return send(fault)
      const known = served.revisions.get(revision)
      return send(known === undefined ? { status: 404 } : { status: 200, body: JSON.stringify(known) })
    }
    const name = /^\/api\/v1\/applications\/([^/]+)$/.exec(url.pathname)?.[1]
    const found = (served.applications as readonly Application[]).find(
      ({ metadata }) => metadata.name === name && metadata.namespace === url.searchParams.get('appNamespace'),
    )
    // As it is, so that nobody can tell what there is.
    return send(
      found === undefined
        ? { status: 403, body: '{"error":"permission denied"}' }
        : { status: 200, body: JSON.stringify(found) },
    )
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const served: ArgoCdServer = {
    url: `http://127.0.0.1:${port}`,
    applications: [],
    revisions: new Map(),
    faults: [],
    revisionFaults: [],
    asked: [],
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return served
}
