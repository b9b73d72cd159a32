import { createHash } from 'node:crypto'
import { recordIn } from '#domain/json-value'
import type { Delivered, Headers, Statement, Translation } from '../source.ts'
import { readPackageUrl } from './package-url.ts'
import { CdEvent, Envelope } from './payload.ts'

const typePattern = /^dev\.cdevents\.([a-z]+)\.([a-z]+)\.\d/i
const commitSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

/**
 * The contract needs `openedAt` in every statement, and a CDEvent of a later moment does not know it. Such a statement
 * says its own time and that it is the oldest of all, so that the fields of any other statement win over it.
 */
const yields = { updatedAt: '1990-01-01T00:00:00.000Z' }

function traces({ context }: CdEvent): Statement {
  const chain = context.chainId === undefined ? {} : { 'cdevents.chain': context.chainId }
  return { 'cdevents.id': context.id, 'cdevents.source': context.source, ...chain }
}

const everywhere = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Longest id of the contract. */
const longestId = 500

/** Of one event: a number is given by each sender anew, and only with who gave it there is no other such event. */
function idOf({ context: { id, source } }: CdEvent): string {
  if (everywhere.test(id)) return id
  const both = `${source}#${id}`
  return both.length <= longestId ? both : `sha256:${createHash('sha256').update(both).digest('hex')}`
}

function place({ subject }: CdEvent): Statement {
  return { service: subject.id, environment: subject.content.environment?.id }
}

function deployment(event: CdEvent): Statement {
  const { artifactId } = event.subject.content
  const version = artifactId === undefined ? {} : readPackageUrl(artifactId)
  return { type: 'deployment', id: idOf(event), ...place(event), ...version, liveAt: event.context.timestamp }
}

function rollback(event: CdEvent): Statement {
  const { artifactId } = event.subject.content
  const { digest, version } = artifactId === undefined ? {} : readPackageUrl(artifactId)
  return { type: 'rollback', id: idOf(event), ...place(event), digest, version, at: event.context.timestamp }
}

function artifact(event: CdEvent): Statement {
  const { change } = event.subject.content
  const sha = change !== undefined && commitSha.test(change.id) ? change.id : undefined
  const repository = sha === undefined ? undefined : change?.source
  return {
    type: 'artifact',
    ...readPackageUrl(event.subject.id),
    publishedAt: event.context.timestamp,
    sha,
    repository,
  }
}

function request(event: CdEvent, said: Statement): Statement {
  const { repository } = event.subject.content
  const isNumber = /^[1-9]\d{0,8}$/.test(event.subject.id)
  const source = repository?.source?.replace(/\/+$/, '')
  return {
    type: 'pull_request',
    ...(isNumber ? { number: Number(event.subject.id) } : { id: event.subject.id }),
    repository: source === undefined || source === '' ? repository?.id : `${source}/${repository?.id ?? ''}`,
    openedAt: event.context.timestamp,
    ...said,
  }
}

function incident(event: CdEvent, said: Statement): Statement {
  const { content } = event.subject
  const url = /^https?:\/\//i.test(content.ticketURI ?? '') ? content.ticketURI : undefined
  return {
    type: 'incident',
    id: event.subject.id,
    service: content.service?.id,
    environment: content.environment?.id,
    title: content.description,
    url,
    openedAt: event.context.timestamp,
    ...said,
  }
}

function statementOf(kind: string, event: CdEvent): Statement | null {
  const at = event.context.timestamp
  switch (kind) {
    case 'service.deployed':
    case 'service.upgraded':
      return deployment(event)
    case 'service.rolledback':
      return rollback(event)
    case 'artifact.packaged':
    case 'artifact.published':
      return artifact(event)
    case 'change.created':
      return request(event, { title: event.subject.content.description })
    case 'change.merged':
      return request(event, { mergedAt: at, ...yields })
    case 'change.abandoned':
      return request(event, { closedAt: at, ...yields })
    case 'incident.detected':
      return incident(event, {})
    case 'incident.reported':
      return incident(event, { ...yields })
    case 'incident.resolved':
      return incident(event, { resolvedAt: at, ...yields })
    default:
      return null
  }
}

/** What a CloudEvent says of its type: in structured mode its envelope, in binary mode a header. */
interface Unwrapped {
  readonly event: unknown
  readonly type: string | null
}

function unwrapped(body: unknown, headers: Headers): Unwrapped {
  const envelope = Envelope.safeParse(body)
  if (envelope.success) return { event: envelope.data.data, type: envelope.data.type }
  return { event: body, type: headers['ce-type'] ?? null }
}

/** Tekton, and senders that put other data into an event of this name, send CloudEvents too. */
function whyNone(type: string | null): string {
  if (type === null) return 'it is no CDEvent: context and subject were not found'
  return `an event of type ${type.slice(0, 100)} that holds no CDEvent: context and subject were not found`
}

/**
 * A CDEvent, bare or in a structured CloudEvent, in the words of the event contract. Dispatches on subject and
 * predicate and takes any version of them.
 */
export function translate(body: unknown, { headers }: Pick<Delivered, 'headers'> = { headers: {} }): Translation {
  const { event: told, type } = unwrapped(body, headers)
  const read = CdEvent.safeParse(told)
  if (!read.success) {
    const [issue] = read.error.issues
    const isOne = ['context', 'subject'].every((name) => typeof recordIn(told)[name] === 'object')
    if (!isOne) return { ignored: whyNone(type) }
    return {
      ignored: `${issue?.path.join('.') ?? ''} is not as CDEvents have it: ${issue?.message ?? ''}`,
      unreadable: true,
    }
  }
  const event = read.data
  const match = typePattern.exec(event.context.type)
  const kind = `${match?.[1] ?? ''}.${match?.[2] ?? ''}`.toLowerCase()
  const statement = match === null ? null : statementOf(kind, event)
  if (statement === null)
    return { ignored: `a CDEvent of type ${event.context.type.slice(0, 100)} says nothing that is measured` }
  return { statements: [{ ...statement, attributes: traces(event) }] }
}
