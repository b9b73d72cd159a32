import { createHash } from 'node:crypto'
import { artifactsOf } from '#sources/provenance/translate'
import type { ImagePlace } from '#sources/registry/image-place'
import { type Descriptor, type Found, ImageConfig, Manifest } from '#sources/registry/payload'
import { isPlatform, translate, yields } from '#sources/registry/translate'
import type { Statement } from '#sources/source'
import type { Answered } from './bounded-request.ts'
import type { RegistryClient, Trouble } from './client.ts'

/** What is looked up. */
export interface Wanted {
  /** As deployments name it. */
  readonly image: string
  readonly place: ImagePlace
  /** Null where a digest is known, which says more. */
  readonly tag: string | null
  readonly digest: string | null
  /** ISO 8601: by when it was deployed. */
  readonly deployedAt: string
}

/** What a look-up ended with; `statements` of what is there, whether or not it names a commit. */
export type LookedUp =
  | {
      readonly statements: readonly Statement[]
      readonly namesCommit: boolean
      /** What of it could not be read, though it was there; null where all could. */
      readonly remark: string | null
    }
  | Trouble
  /** There is no such image. */
  | null

const accepted = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

/** What the specification lets a manifest have. */
const largestManifest = 4_194_304
const largestBlob = 4_194_304
/** Platforms of an index whose labels are read, and attestations of one kind that are opened. */
const mostPlatforms = 3
const mostAttestations = 3

const attests = /in-toto|dsse|sigstore\.bundle/i

interface Read {
  readonly digest: string
  readonly manifest: Manifest
}

function sha256(body: Buffer): string {
  return `sha256:${createHash('sha256').update(body).digest('hex')}`
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}

function isTrouble(read: unknown): read is Trouble {
  return typeof read === 'object' && read !== null && 'trouble' in read
}

/** One look-up of one image. */
class LookUp {
  readonly #client: RegistryClient
  readonly #repository: string

  constructor(client: RegistryClient, { repository }: ImagePlace) {
    this.#client = client
    this.#repository = repository
  }

  async manifest(reference: string): Promise<Read | Trouble | null> {
    const question = { accept: accepted, largest: largestManifest }
    const answer = await this.#client.get(this.#repository, `manifests/${reference}`, question)
    if (answer === null || isTrouble(answer)) return answer
    const digest = this.#digestOf(answer, reference)
    if (typeof digest !== 'string') return digest
    const manifest = Manifest.safeParse(json(answer.body))
    if (manifest.success) return { digest, manifest: manifest.data }
    return { trouble: `the manifest ${reference} is none that is known`, until: null }
  }

  /** What was asked for by its digest must have it; what is called by a tag has the one that it is. */
  #digestOf({ body, headers }: Answered, reference: string): string | Trouble {
    const stated = headers['docker-content-digest']
    const asked = reference.includes(':') ? reference : stated
    if (asked === undefined || !asked.startsWith('sha256:')) return asked ?? sha256(body)
    if (asked === sha256(body)) return asked
    return { trouble: `the manifest ${reference} is another one than its digest says`, until: null }
  }

  /** A document by its digest; null where it is not there, or not a document. */
  async document({ digest, size }: Descriptor): Promise<unknown> {
    if ((size ?? 0) > largestBlob) return null
    const answer = await this.#client.get(this.#repository, `blobs/${digest}`, { largest: largestBlob })
    if (answer === null || isTrouble(answer)) return answer
    const isSame = !digest.startsWith('sha256:') || digest === sha256(answer.body)
    return isSame ? json(answer.body) : { trouble: `the blob ${digest} is another one than it says`, until: null }
  }

  async image(read: Read): Promise<Found['images'][number] | Trouble> {
    const { config } = read.manifest
    const document = config == null ? null : await this.document(config)
    if (isTrouble(document)) return document
    return { ...read, config: ImageConfig.safeParse(document).data ?? null }
  }

  /** Indexes that name what refers to a digest: of the API, else of the tag that stands for it. */
  async referrers(digest: string): Promise<readonly Descriptor[] | Trouble> {
    const question = { accept: accepted, largest: largestManifest }
    const answer = await this.#client.get(this.#repository, `referrers/${digest}`, question)
    if (isTrouble(answer) && answer.until !== null) return answer
    const told = answer === null || isTrouble(answer) ? null : Manifest.safeParse(json(answer.body)).data
    if (told?.manifests != null) return told.manifests
    const tagged = await this.manifest(digest.replace(':', '-'))
    if (isTrouble(tagged)) return tagged.until === null ? [] : tagged
    return tagged?.manifest.manifests ?? []
  }

  /** The documents that a manifest of attestations holds. */
  async attested(reference: string): Promise<readonly unknown[] | Trouble> {
    const read = await this.manifest(reference)
    if (read === null) return []
    if (isTrouble(read)) return read.until === null ? [] : read
    const layers = (read.manifest.layers ?? []).filter(({ mediaType }) => attests.test(mediaType ?? ''))
    const documents: unknown[] = []
    for (const layer of layers.slice(0, mostAttestations)) {
      const document = await this.document(layer)
      if (isTrouble(document) && document.until !== null) return document
      documents.push(document)
    }
    return documents
  }

  /** Where attestations of an image may lie, the nearest first. */
  async *attestations({ digest, manifest }: Read): AsyncGenerator<readonly unknown[] | Trouble> {
    const beside = (manifest.manifests ?? []).filter((each) => !isPlatform(each))
    for (const each of beside.slice(0, mostAttestations)) yield this.attested(each.digest)
    const referring = await this.referrers(digest)
    if (isTrouble(referring)) yield referring
    else {
      const kinds = referring.filter(({ artifactType, mediaType }) => attests.test(`${artifactType} ${mediaType}`))
      for (const each of kinds.slice(0, mostAttestations)) yield this.attested(each.digest)
    }
    yield this.attested(`${digest.replace(':', '-')}.att`)
  }
}

function names(statements: readonly Statement[]): boolean {
  return statements.some((statement) => statement['sha'] !== undefined)
}

function told(found: Found): readonly Statement[] {
  const translation = translate(found)
  return 'ignored' in translation ? [] : (translation.statements as readonly Statement[])
}

/** The images whose labels are read: the one that was asked for, or some platforms of an index, until one names a commit. */
async function readImages(look: LookUp, found: Found): Promise<Found | Trouble> {
  const { digest, manifest } = found
  if (manifest.manifests == null) {
    const image = await look.image({ digest, manifest })
    return isTrouble(image) ? image : { ...found, images: [image] }
  }
  let whole = found
  for (const platform of manifest.manifests.filter(isPlatform).slice(0, mostPlatforms)) {
    const read = await look.manifest(platform.digest)
    if (read === null) continue
    const image = isTrouble(read) ? read : await look.image(read)
    if (isTrouble(image)) return image
    whole = { ...whole, images: [...whole.images, image] }
    if (names(told(whole))) break
  }
  return whole
}

interface Attested {
  readonly statements: readonly Statement[]
  readonly remark: string | null
}

/** What provenance beside an image says of it and of its platforms; what it says of others is not believed. */
async function readAttestations(look: LookUp, found: Found): Promise<Attested | Trouble> {
  const { digest, image, manifest, deployedAt } = found
  const about = new Set([digest, ...(manifest.manifests ?? []).map((each) => each.digest)])
  let remark: string | null = null
  for await (const documents of look.attestations(found)) {
    if (isTrouble(documents)) return documents
    remark = documents.find(isTrouble)?.trouble ?? remark
    const said = documents.map((document) => artifactsOf(document, { image, about, publishedAt: deployedAt }))
    const statements = said.flatMap((one) => ('ignored' in one ? [] : (one.statements as readonly Statement[])))
    if (statements.length > 0)
      return { statements: statements.map((statement) => ({ ...statement, updatedAt: yields })), remark: null }
  }
  return { statements: [], remark }
}

/** Looks an image up: by the labels of what is there, else by the provenance that lies beside it. */
export async function lookUp(client: RegistryClient, wanted: Wanted): Promise<LookedUp> {
  const { image, place, tag, digest, deployedAt } = wanted
  const look = new LookUp(client, place)
  const root = await look.manifest(digest ?? tag ?? 'latest')
  if (root === null || isTrouble(root)) return root
  const found = await readImages(look, { image, tag: digest === null ? tag : null, deployedAt, images: [], ...root })
  if (isTrouble(found)) return found
  const labelled = told(found)
  if (names(labelled)) return { statements: labelled, namesCommit: true, remark: null }
  const attested = await readAttestations(look, found)
  if (isTrouble(attested)) return attested
  const { statements, remark } = attested
  return { statements: [...labelled, ...statements], namesCommit: names(statements), remark }
}
