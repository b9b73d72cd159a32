import { linkConfidenceAttribute, linkMethodAttribute, publishedByAttribute } from '#domain/statement-attributes'
import type { Statement, Translation } from '../source.ts'
import { type Descriptor, Found } from './payload.ts'

/** Before anything that others say: what a look-up found only fills what nobody told. */
export const yields = '1990-01-01T00:00:00.000Z'

type Texts = Readonly<Record<string, unknown>> | null | undefined

/** Where a commit may stand, the best word first: labels of the image itself before those of older conventions. */
const words = [
  { method: 'OCI', revision: 'org.opencontainers.image.revision', source: 'org.opencontainers.image.source' },
  { method: 'LABEL_SCHEMA', revision: 'org.label-schema.vcs-ref', source: 'org.label-schema.vcs-url' },
  { method: 'OPENSHIFT', revision: 'io.openshift.build.commit.id', source: 'io.openshift.build.source-location' },
] as const

interface Commit {
  readonly sha: string
  readonly repository: string | undefined
  readonly method: string
}

function textOf(texts: Texts, name: string): string {
  const value = texts?.[name]
  return typeof value === 'string' ? value.trim() : ''
}

/** `https://git.example.com/acme/shop` of a link into it too. */
function repositoryOf(text: string): string | undefined {
  const bare = text.replace(/[?#].*$/, '').replace(/\/(?:-\/)?(?:tree|blob|commit|commits|src)\/.*$/, '')
  return /^(?:[a-z+]+:\/\/[^\s/]+\/|[\w.-]+@[\w.-]+:)\S+$/i.test(bare) ? bare : undefined
}

/** A whole hash, or the beginning of one: attribution takes a short one only where it is the one commit that begins so. */
const shaShape = /^(?:[0-9a-f]{7,40}|[0-9a-f]{64})$/i

function commitIn(places: readonly { readonly texts: Texts; readonly kind: 'LABEL' | 'ANNOTATION' }[]): Commit | null {
  for (const { method, revision, source } of words) {
    for (const { texts, kind } of places) {
      const sha = textOf(texts, revision)
      if (!shaShape.test(sha)) continue
      const said = [texts, ...places.map((place) => place.texts)].map((each) => textOf(each, source))
      const repository = repositoryOf(said.find((each) => each !== '') ?? '')
      return { sha: sha.toLowerCase(), repository, method: `${method}_${kind}` }
    }
  }
  return null
}

/** When it was made; builds that are to be reproducible say 1970, which is no time. */
function madeAt(texts: readonly string[]): string | null {
  for (const text of texts) {
    const at = Date.parse(text)
    if (at >= Date.UTC(1990, 0, 1)) return new Date(at).toISOString()
  }
  return null
}

/** Of an index: what runs somewhere. Attestations stand beside it, of no platform. */
export function isPlatform({ platform, annotations }: Descriptor): boolean {
  return platform?.os !== 'unknown' && textOf(annotations, 'vnd.docker.reference.type') === ''
}

type Image = Found['images'][number]

function createdOf(image: Image | undefined, { manifest }: Found): string | null {
  const created = 'org.opencontainers.image.created'
  const labels = image?.config?.config?.Labels
  const said = [image?.manifest.annotations, manifest.annotations, labels].map((texts) => textOf(texts, created))
  return madeAt([image?.config?.created ?? '', ...said])
}

function commitOf({ manifest, config }: Image, found: Found): Commit | null {
  return commitIn([
    { texts: config?.config?.Labels, kind: 'LABEL' },
    { texts: manifest.annotations, kind: 'ANNOTATION' },
    { texts: found.manifest.annotations, kind: 'ANNOTATION' },
  ])
}

function artifact(found: Found, digest: string, made: string | null, commit: Commit | null): Statement {
  // Nobody saw what a tag meant then, where the image does not say when it was made.
  const isSure = made !== null || !found.tag
  return {
    type: 'artifact',
    image: found.image,
    digest,
    publishedAt: made ?? new Date(found.deployedAt).toISOString(),
    updatedAt: yields,
    ...(commit === null ? {} : { sha: commit.sha, repository: commit.repository }),
    attributes: {
      ...(made === null ? { [publishedByAttribute]: new Date(found.deployedAt).toISOString() } : {}),
      ...(commit === null
        ? {}
        : { [linkMethodAttribute]: commit.method, [linkConfidenceAttribute]: isSure ? 'HIGH' : 'MEDIUM' }),
    },
  }
}

/** What was found of an image at its registry, in the words of the event contract. */
export function translate(body: unknown): Translation {
  const read = Found.safeParse(body)
  if (!read.success) return { ignored: 'it is nothing that a look-up found', unreadable: true }
  const found = read.data
  if (Number.isNaN(Date.parse(found.deployedAt))) return { ignored: 'deployedAt is no time', unreadable: true }
  const { digest, manifest, images } = found
  const tag = found.tag ? { tag: found.tag } : {}
  const platforms = (manifest.manifests ?? []).filter(isPlatform).map((each) => each.digest)
  const own = images.find((image) => image.digest === digest)
  if (manifest.manifests == null) {
    const commit = own === undefined ? null : commitOf(own, found)
    if (commit === null && !found.tag) return { ignored: 'it names no commit' }
    return { statements: [{ ...artifact(found, digest, createdOf(own, found), commit), ...tag }] }
  }
  const parts = images.flatMap((image) => {
    const commit = commitOf(image, found)
    return commit === null ? [] : [artifact(found, image.digest, createdOf(image, found), commit)]
  })
  const whole = parts.length > 0 ? null : commitIn([{ texts: manifest.annotations, kind: 'ANNOTATION' }])
  const root = artifact(found, digest, createdOf(images[0], found), whole)
  return { statements: [{ ...root, ...tag, ...(platforms.length === 0 ? {} : { inputs: platforms }) }, ...parts] }
}
