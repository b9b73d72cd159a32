import { spawn } from 'node:child_process'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface GitHttpOptions {
  /** `user:password` that every request must bring. */
  readonly basic?: string
  /** Called before each request is answered; what it returns is done instead of answering. */
  readonly before?: (request: IncomingMessage, response: ServerResponse) => 'handled' | undefined
  /** The connection is cut after this many bytes of an answer of `git-upload-pack`; null: never. */
  cutAfter?: number | null
}

export interface GitHttpServer {
  /** Address of a repository by the name of its folder. */
  readonly url: string
  readonly port: number
  /** `METHOD path` of every request so far. */
  readonly requests: string[]
  /** Bytes of packs and refs that were sent. */
  sent: number
  readonly options: GitHttpOptions
}

/** The head of a CGI answer, and where its body begins; null until all of it is there. */
function cgiHead(bytes: Buffer): { status: number; headers: [string, string][]; body: Buffer } | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return null
  const headers = bytes
    .toString('utf8', 0, end)
    .split('\r\n')
    .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()])
  const status = Number(headers.find(([name]) => name.toLowerCase() === 'status')?.[1].slice(0, 3) ?? 200)
  return { status, headers: headers.filter(([name]) => name.toLowerCase() !== 'status'), body: bytes.subarray(end + 4) }
}

function serve(root: string, server: GitHttpServer, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const backend = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  backend.stdin.on('error', () => undefined)
  request.pipe(backend.stdin)
  let head = Buffer.alloc(0)
  let started = false
  let written = 0
  const send = (body: Buffer): void => {
    written += body.length
    server.sent += body.length
    const limit = url.pathname.endsWith('/git-upload-pack') ? (server.options.cutAfter ?? null) : null
    if (limit !== null && written > limit) {
      backend.kill()
      response.socket?.destroy()
    } else response.write(body)
  }
  backend.stdout.on('data', (chunk: Buffer) => {
    if (started) return send(chunk)
    head = Buffer.concat([head, chunk])
    const answer = cgiHead(head)
    if (answer === null) return undefined
    started = true
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    return send(answer.body)
  })
  backend.once('close', () => response.end())
}

/** Serves the repositories in a folder as a host does, with `git http-backend`; ended after the test, or as `later` says. */
export async function serveGit(
  root: string,
  options: GitHttpOptions = {},
  later: (end: () => Promise<void>) => void = onTestFinished,
): Promise<GitHttpServer> {
  const http: Server = createServer((request, response) => {
    server.requests.push(`${request.method} ${request.url}`)
    if (options.before?.(request, response) === 'handled') return
    const expected = options.basic === undefined ? undefined : `Basic ${btoa(options.basic)}`
    if (expected !== undefined && request.headers.authorization !== expected) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end()
      return
    }
    serve(root, server, request, response)
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const server: GitHttpServer = { url: `http://127.0.0.1:${port}`, port, requests: [], sent: 0, options }
  later(
    () =>
      new Promise<void>((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  )
  return server
}
