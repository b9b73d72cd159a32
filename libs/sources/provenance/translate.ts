import { parseInstant } from '#domain/parse-instant'
import { linkConfidenceAttribute, linkMethodAttribute } from '#domain/statement-attributes'
import type { Delivered, Statement as Said, Translation } from '../source.ts'
import { type Built, readBuilt } from './built-from.ts'
import { Bundle, Envelope, Listed, Statement } from './payload.ts'

/** Documents of one delivery. */
const mostDocuments = 100

/** What whoever found a document knows beside it. */
export interface Known {
  /** ISO 8601; counts where the document names no time. */
  readonly publishedAt?: string | undefined
  /** The image whose digests the subjects are. */
  readonly image?: string | undefined
  /** Digests of which anything is believed; left out: of all. */
  readonly about?: ReadonlySet<string> | undefined
}

interface Read {
  readonly statement: Statement
  /** From the transparency log, ISO 8601. */
  readonly loggedAt: string | null
}

function parsed(base64: string): unknown {
  try {
    return JSON.parse(Buffer.from(base64, 'base64').toString('utf8'))
  } catch {
    return null
  }
}

function loggedAt(bundle: { readonly verificationMaterial?: unknown }): string | null {
  const entries = Bundle.shape.verificationMaterial.safeParse(bundle.verificationMaterial).data?.tlogEntries ?? []
  const seconds = Number(entries[0]?.integratedTime ?? Number.NaN)
  return seconds > 0 && seconds < 1e11 ? new Date(seconds * 1_000).toISOString() : null
}

/** The statement in a document, whichever way it is wrapped. Signatures are not verified. */
function unwrapped(document: unknown): Read | null {
  const listed = Listed.safeParse(document)
  if (listed.success) return unwrapped(listed.data.bundle)
  const bundle = Bundle.safeParse(document)
  const envelope = bundle.success ? bundle.data.dsseEnvelope : Envelope.safeParse(document).data
  const statement = Statement.safeParse(envelope === undefined ? document : parsed(envelope.payload))
  if (!statement.success) return null
  return { statement: statement.data, loggedAt: bundle.success ? loggedAt(bundle.data) : null }
}

/** `registry.example.com/shop/api` of a subject's name or package URL; null where it is no image. */
function imageOf(name: string): string | null {
  const purl = /^pkg:(?:docker|oci)\/([^@?#]+)(?:@[^?#]*)?(?:\?([^#]*))?/i.exec(name)
  if (purl !== null) {
    const [, path = '', qualifiers] = purl
    const stated = new URLSearchParams(qualifiers ?? '').get('repository_url')
    return stated ?? path.replaceAll(/%2f/gi, '/').replaceAll(/%3a/gi, ':')
  }
  const [bare = ''] = name.split('@', 1)
  return /^(?:[\w-]+(?:\.[\w-]+)+(?::\d+)?|[\w-]+:\d+|localhost)\/[\w./-]+$/.test(bare) ? bare : null
}

function artifactOf(name: string, digest: string, built: Built, publishedAt: string, known: Known): Said {
  const image = known.image ?? imageOf(name)
  const { builder, run, method, commit } = built
  const details = {
    [linkMethodAttribute]: `PROVENANCE_${method}`,
    [linkConfidenceAttribute]: 'HIGH',
    'provenance.isVerified': false,
    ...(!builder ? {} : { 'provenance.builder': builder.slice(0, 500) }),
    ...(!run ? {} : { 'provenance.run': run.slice(0, 500) }),
    ...(image === null && name !== '' ? { 'provenance.subject': name.slice(0, 500) } : {}),
  }
  return {
    type: 'artifact',
    ...(image === null ? { version: digest } : { image }),
    digest,
    publishedAt,
    ...(commit.repository === null ? {} : { repository: commit.repository }),
    sha: commit.sha,
    attributes: details,
  }
}

function subjectsOf(
  { subject }: Statement,
  about: Known['about'],
): { readonly name: string; readonly digest: string }[] {
  return subject.flatMap(({ name, digest }) => {
    const hex = digest?.['sha256']
    if (typeof hex !== 'string' || !/^[0-9a-f]{64}$/i.test(hex)) return []
    const written = `sha256:${hex.toLowerCase()}`
    return about === undefined || about.has(written) ? [{ name: name ?? '', digest: written }] : []
  })
}

/** Artifacts that a document of provenance names with their commit; or why it names none. */
export function artifactsOf(document: unknown, known: Known = {}): Translation {
  const read = unwrapped(document)
  if (read === null)
    return { ignored: 'it is no statement of in-toto, bare, in an envelope or in a bundle', unreadable: true }
  const { statement, loggedAt: logged } = read
  const built = readBuilt(statement.predicateType, statement.predicate)
  if (typeof built === 'string') return { ignored: built }
  if ('misshapen' in built) return { ignored: built.misshapen, unreadable: true }
  const subjects = subjectsOf(statement, known.about)
  if (subjects.length === 0) return { ignored: 'none of its subjects has a sha256 that is asked for' }
  const times = [built.at, logged, known.publishedAt].map((text) => (text == null ? null : parseInstant(text)))
  const at = times.find((time) => time !== null)
  if (at === undefined)
    return { ignored: 'it names no time: send that of the build too, as the header X-Published-At', unreadable: true }
  const publishedAt = new Date(at).toISOString()
  return { statements: subjects.map(({ name, digest }) => artifactOf(name, digest, built, publishedAt, known)) }
}

/** Provenance in the words of the event contract: one document, or several. */
export function translate(body: unknown, { headers }: Pick<Delivered, 'headers'> = { headers: {} }): Translation {
  const documents = Array.isArray(body) ? (body as readonly unknown[]) : [body]
  if (documents.length > mostDocuments)
    return { ignored: `more than ${mostDocuments} documents in one delivery`, unreadable: true }
  const told = documents.map((document) => artifactsOf(document, { publishedAt: headers['x-published-at'] }))
  const statements = told.flatMap((one) => ('ignored' in one ? [] : one.statements))
  if (statements.length > 0) return { statements }
  // Of several reasons the one that somebody can mend.
  return told.find((one) => 'unreadable' in one) ?? told[0] ?? { ignored: 'there is no document in it' }
}
