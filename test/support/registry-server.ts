import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Stored {
  readonly type: string
  readonly body: Buffer
}

export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** An answer in place of what is there. */
export type Instead = (request: IncomingMessage, response: ServerResponse) => void

export interface ImageWords {
  readonly tag?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  /** Of the image's configuration; null: none. */
  readonly created?: string | null
}

const image = 'application/vnd.oci.image.manifest.v1+json'
const indexType = 'application/vnd.oci.image.index.v1+json'
const configType = 'application/vnd.oci.image.config.v1+json'

function digestOf(body: Buffer): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`
}

/** A registry that speaks the distribution API, on this machine. */
export class RegistryServer {
  readonly #manifests = new Map<string, Stored>()
  readonly #blobs = new Map<string, Stored>()
  readonly #referrers = new Map<string, object[]>()
  readonly #tokens = new Map<string, string>()
  /** Whoever asks must show a token for the repository, given for this `user:password`; null: given to everybody. */
  bearer: string | null | undefined
  /** Where tokens are said to be given; left out: here. */
  realm: string | undefined
  /** `user:password` that each request must carry. */
  basic: string | undefined
  /** By the beginning of a path. */
  readonly instead = new Map<string, Instead>()
  readonly requests: { readonly path: string; readonly authorization: string | null }[] = []
  hasReferrers = true
  url = ''
  close: () => Promise<void> = async () => undefined

  /** As images name it. */
  get host(): string {
    return new URL(this.url).host
  }

  blob(repository: string, value: unknown, type = configType): Descriptor {
    const body = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))
    const digest = digestOf(body)
    this.#blobs.set(`${repository}@${digest}`, { type, body })
    return { mediaType: type, digest, size: body.length }
  }

  manifest(repository: string, type: string, value: object, tag?: string): Descriptor {
    const body = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: type, ...value }))
    const digest = digestOf(body)
    for (const name of [digest, ...(tag === undefined ? [] : [tag])])
      this.#manifests.set(`${repository}@${name}`, { type, body })
    return { mediaType: type, digest, size: body.length }
  }

  /** Pushes an image; gives its digest. */
  push(
    repository: string,
    { tag, labels = {}, annotations = {}, created = '2026-03-02T08:30:00Z' }: ImageWords,
  ): Descriptor {
    const config = this.blob(repository, { ...(created === null ? {} : { created }), config: { Labels: labels } })
    return this.manifest(repository, image, { config, layers: [], annotations }, tag)
  }

  index(repository: string, manifests: readonly object[], tag?: string, annotations: object = {}): Descriptor {
    return this.manifest(repository, indexType, { manifests, annotations }, tag)
  }

  /** An attestation manifest with these documents; pushed under a tag, or as what refers to a digest. */
  attest(
    repository: string,
    documents: readonly object[],
    { type, tag, subject }: { readonly type: string; readonly tag?: string; readonly subject?: string },
  ): Descriptor {
    const layers = documents.map((document) => this.blob(repository, document, type))
    const config = this.blob(repository, {})
    const made = this.manifest(repository, image, { artifactType: type, config, layers }, tag)
    if (subject !== undefined) {
      const known = this.#referrers.get(subject) ?? []
      this.#referrers.set(subject, [...known, { ...made, artifactType: type }])
    }
    return made
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname: path, searchParams } = new URL(request.url ?? '', this.url)
    const authorization = request.headers.authorization ?? null
    this.requests.push({ path, authorization })
    for (const [beginning, instead] of this.instead) {
      if (path.startsWith(beginning)) return instead(request, response)
    }
    if (path === '/token') return this.#giveToken(response, authorization, searchParams.get('scope') ?? '')
    const [, repository = '', kind = '', name = ''] = /^\/v2\/(.+)\/(manifests|blobs|referrers)\/(.+)$/.exec(path) ?? []
    if (!this.#isLetIn(repository, authorization)) return this.#challenge(response)
    const key = `${repository}@${name}`
    if (kind === 'referrers' && this.hasReferrers) {
      const body = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: this.#referrers.get(name) ?? [] }))
      return send(response, { type: indexType, body })
    }
    const found = kind === 'manifests' ? this.#manifests.get(key) : this.#blobs.get(key)
    if (found === undefined) return void response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}')
    send(response, found)
  }

  #isLetIn(repository: string, authorization: string | null): boolean {
    if (this.basic !== undefined) return authorization === `Basic ${Buffer.from(this.basic).toString('base64')}`
    if (this.bearer === undefined) return true
    return authorization !== null && this.#tokens.get(authorization) === `repository:${repository}:pull`
  }

  #challenge(response: ServerResponse): void {
    const realm = this.realm ?? `${this.url}/token`
    const bearer = `Bearer realm="${realm}",service="registry.example.com",scope="repository:any:pull"`
    const header = this.basic === undefined ? bearer : 'Basic realm="registry"'
    response.writeHead(401, { 'www-authenticate': header }).end('{"errors":[{"code":"UNAUTHORIZED"}]}')
  }

  #giveToken(response: ServerResponse, authorization: string | null, scope: string): void {
    const { bearer } = this
    const wanted = bearer ? `Basic ${Buffer.from(bearer).toString('base64')}` : null
    if (wanted !== null && authorization !== wanted) return void response.writeHead(401).end()
    const token = `t${this.#tokens.size}`
    this.#tokens.set(`Bearer ${token}`, scope)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token, expires_in: 60 }))
  }
}

function send(response: ServerResponse, { type, body }: Stored): void {
  response.writeHead(200, { 'content-type': type, 'docker-content-digest': digestOf(body) }).end(body)
}

/** Opens a registry on a free port of this machine. */
export async function serveRegistry(): Promise<RegistryServer> {
  const registry = new RegistryServer()
  const server = createServer((request, response) => registry.answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  registry.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  registry.close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return registry
}
