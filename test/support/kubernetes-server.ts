import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** As the API gives it. */
export interface KubernetesObject {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata: { readonly uid: string; readonly name: string; readonly namespace?: string } & Record<
    string,
    unknown
  >
  readonly spec?: unknown
  readonly status?: unknown
}

interface Happened {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly version: number
  readonly object: KubernetesObject
}

interface Resource {
  readonly objects: Map<string, KubernetesObject>
  readonly happened: Happened[]
  readonly watchers: Set<Watcher>
  /** Answers with this status instead. */
  status: number | null
}

interface Watcher {
  readonly response: ServerResponse
  version: number
}

/** What the server was asked, without the values of versions and pages. */
export type Asked = `list ${string}` | `page ${string}` | `watch ${string}`

/** A Kubernetes API of the test's own: lists with pages, watches with bookmarks, expiry, and all that goes wrong. */
export interface KubernetesServer {
  readonly url: string
  readonly asked: Asked[]
  /** Of each request, in order. */
  readonly authorizations: (string | undefined)[]
  /** Only this bearer token is let in; null: anybody. */
  token: string | null
  /** Bytes of an answer that are written at once; null: all of them. */
  pieces: number | null
  /** The next list of a resource ends after so many bytes; it is forgotten then. */
  cutAfter: number | null
  /** Looks at each question before it is answered; gives headers and status to answer with instead, or null. */
  before: (asked: Asked) => { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | null
  /** Adds or changes an object of a resource such as `apps/v1/deployments`, and tells all who watch. */
  put(resource: string, object: KubernetesObject): void
  remove(resource: string, uid: string): void
  /** Everything up to now is too old to go on from. */
  expire(): void
  /** Ends all watches: with an ERROR event of 410, in the middle of a line, or as the API does after a while. */
  endWatches(how: 'EXPIRED' | 'CUT' | 'DONE'): void
  /** Tells all who watch how far it is. */
  bookmark(): void
  /** How many watch a resource now. */
  watching(resource: string): number
  answer(resource: string, status: number | null): void
}

class World {
  version = 100
  /** Watches and pages from before this version are too old. */
  oldest = 0
  readonly resources = new Map<string, Resource>()

  of(name: string): Resource {
    const known = this.resources.get(name)
    if (known !== undefined) return known
    const made: Resource = { objects: new Map(), happened: [], watchers: new Set(), status: null }
    this.resources.set(name, made)
    return made
  }
}

const status = (code: number, message: string): object => ({ kind: 'Status', apiVersion: 'v1', code, message })
const expired = status(410, 'too old resource version')

function write(response: ServerResponse, text: string, pieces: number | null): void {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += pieces ?? bytes.length)
    response.write(bytes.subarray(at, at + (pieces ?? bytes.length)))
}

function line(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`
}

function bookmarkOf(version: number): string {
  return line('BOOKMARK', { metadata: { resourceVersion: String(version) } })
}

function send(watcher: Watcher, { type, version, object }: Happened, pieces: number | null): void {
  if (version <= watcher.version) return
  watcher.version = version
  write(watcher.response, line(type, object), pieces)
}

function refuse(response: ServerResponse, code: number, headers: Readonly<Record<string, string>> = {}): void {
  const message = code === 410 ? expired : status(code, `refused with ${code} by the test`)
  response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(message))
}

function list(
  server: KubernetesServer,
  world: World,
  resource: Resource,
  query: URLSearchParams,
  to: ServerResponse,
): void {
  const [given, from] = (query.get('continue') ?? '').split(':')
  const version = given === undefined || given === '' ? world.version : Number(given)
  if (version < world.oldest) return refuse(to, 410)
  const start = Number(from ?? 0)
  const limit = Number(query.get('limit') ?? 500)
  const all = [...resource.objects.values()]
  const items = all.slice(start, start + limit)
  const next = start + limit < all.length ? { continue: `${version}:${start + limit}` } : {}
  const text = JSON.stringify({ kind: 'List', metadata: { resourceVersion: String(version), ...next }, items })
  const { cutAfter } = server
  to.writeHead(200, { 'content-type': 'application/json' })
  if (cutAfter !== null && text.length > cutAfter) {
    server.cutAfter = null
    to.write(text.slice(0, cutAfter), () => to.destroy())
    return
  }
  write(to, text, server.pieces)
  to.end()
}

function watch(server: KubernetesServer, world: World, resource: Resource, version: number, to: ServerResponse): void {
  if (version < world.oldest) return refuse(to, 410)
  to.writeHead(200, { 'content-type': 'application/json' })
  to.flushHeaders()
  const watcher: Watcher = { response: to, version }
  resource.watchers.add(watcher)
  to.once('close', () => resource.watchers.delete(watcher))
  for (const happened of resource.happened) send(watcher, happened, server.pieces)
}

/** `apps/v1/namespaces/NS/deployments/NAME`: one object. */
const single = /^([^/]+\/[^/]+)\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/

function serveOne(world: World, name: string, to: ServerResponse): boolean {
  const [, version, namespace, plural, named] = single.exec(name) ?? []
  if (version === undefined) return false
  const all = [...world.of(`${version}/${plural}`).objects.values()]
  const found = all.find(({ metadata }) => metadata.name === named && metadata.namespace === namespace)
  if (found === undefined) refuse(to, 404)
  else to.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found))
  return true
}

function serve(server: KubernetesServer, world: World, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const name = pathname.replace('/apis/', '')
  const isWatch = searchParams.get('watch') === '1'
  const verb = searchParams.has('continue') ? 'page' : 'list'
  const asked: Asked = isWatch ? `watch ${name}` : `${verb} ${name}`
  server.asked.push(asked)
  server.authorizations.push(request.headers.authorization)
  if (server.token !== null && request.headers.authorization !== `Bearer ${server.token}`) return refuse(response, 401)
  const instead = server.before(asked)
  if (instead !== null) return refuse(response, instead.status, instead.headers)
  if (serveOne(world, name, response)) return
  const resource = world.of(name)
  if (resource.status !== null) return refuse(response, resource.status)
  if (isWatch) return watch(server, world, resource, Number(searchParams.get('resourceVersion')), response)
  return list(server, world, resource, searchParams, response)
}

function doings(world: World, server: () => KubernetesServer): Omit<KubernetesServer, 'url'> {
  const happen = (name: string, type: Happened['type'], object: KubernetesObject): void => {
    const resource = world.of(name)
    world.version += 1
    const metadata = { ...object.metadata, resourceVersion: String(world.version) }
    const happened: Happened = { type, version: world.version, object: { ...object, metadata } }
    if (type === 'DELETED') resource.objects.delete(object.metadata.uid)
    else resource.objects.set(object.metadata.uid, happened.object)
    resource.happened.push(happened)
    for (const watcher of resource.watchers) send(watcher, happened, server().pieces)
  }
  const watchers = (): Watcher[] => [...world.resources.values()].flatMap((resource) => [...resource.watchers])
  return {
    asked: [],
    authorizations: [],
    token: null,
    pieces: null,
    cutAfter: null,
    before: () => null,
    put: (name, object) => happen(name, world.of(name).objects.has(object.metadata.uid) ? 'MODIFIED' : 'ADDED', object),
    remove: (name, uid) => {
      const object = world.of(name).objects.get(uid)
      if (object !== undefined) happen(name, 'DELETED', object)
    },
    expire: () => {
      world.version += 1
      world.oldest = world.version
      for (const resource of world.resources.values()) resource.happened.length = 0
    },
    endWatches: (how) => {
      const ending = watchers()
      for (const resource of world.resources.values()) resource.watchers.clear()
      for (const { response } of ending) {
        if (how === 'CUT') response.write('{"type":"MODIFIED","object":{"meta', () => response.destroy())
        else response.end(how === 'EXPIRED' ? line('ERROR', expired) : undefined)
      }
    },
    bookmark: () => {
      for (const watcher of watchers()) watcher.response.write(bookmarkOf(world.version))
    },
    watching: (name) => world.of(name).watchers.size,
    answer: (name, code) => {
      world.of(name).status = code
    },
  }
}

/** Every resource that is not given something is there and empty. */
export async function kubernetesServer(): Promise<KubernetesServer> {
  const world = new World()
  const http = createServer((request, response) => serve(server, world, request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const server: KubernetesServer = { url, ...doings(world, () => server) }
  onTestFinished(
    () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  )
  return server
}
