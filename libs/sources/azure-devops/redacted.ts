import * as z from 'zod'
import { type JsonRecord, listIn, recordIn } from '#domain/json-value'
import { keptText } from '#domain/masked-text'
import { keptBy, type TextsBySchema } from '../kept-by.ts'
import { redactedBody } from '../source.ts'
import { CommitMessage } from './code-payload.ts'
import { Head, kindOf, schemaOf } from './payload.ts'
import { isBot } from './people.ts'

/** In UTF-16 code units. */
const longestMessage = 65_536

/** Words that every event holds; they say nothing, and show where a broken one broke. */
const words: ReadonlySet<string> = new Set(
  'eventType publisherId resource resourceVersion resourceContainers createdDate subscriptionId notificationId repository project refUpdates commits name id status state result stage run pipeline true false null'.split(
    ' ',
  ),
)

/** All lines of a message: those at its end tell who wrote with whom, and what is taken back. */
function keptMessage(message: string): string {
  return message.slice(0, longestMessage).split('\n').map(keptText).join('\n')
}

const texts: TextsBySchema = new Map([[CommitMessage, keptMessage]])

/** Somebody without the name, where it is no bot's. */
function unnamed(identity: unknown): unknown {
  if (typeof identity !== 'object' || identity === null) return identity
  const { displayName, uniqueName: _unique, ...others } = recordIn(identity)
  return isBot(typeof displayName === 'string' ? displayName : null) ? { ...others, displayName } : others
}

function withUnnamed(holder: unknown, name: string): JsonRecord {
  const record = recordIn(holder)
  return record[name] === undefined ? record : { ...record, [name]: unnamed(record[name]) }
}

function withEach(record: JsonRecord, name: string, change: (each: unknown) => unknown): JsonRecord {
  return Array.isArray(record[name]) ? { ...record, [name]: listIn(record[name]).map(change) } : record
}

function ofThread(thread: unknown): unknown {
  const { identities, ...others } = recordIn(thread)
  const people = Object.entries(recordIn(identities)).map(([number, identity]) => [number, unnamed(identity)])
  const told = withEach(others, 'comments', (comment) => withUnnamed(comment, 'author'))
  return identities === undefined ? told : { ...told, identities: Object.fromEntries(people) }
}

/** Of those around a request only who opened it keeps the name. */
function ofRequest(request: unknown): JsonRecord {
  return withEach(withEach(recordIn(request), 'reviewers', unnamed), 'threads', ofThread)
}

function reduced(body: unknown): unknown {
  const kind = kindOf(body)
  if (kind === null) return {}
  const kept = recordIn(keptBy(Head, body, texts))
  const schema: unknown = schemaOf(kind) ?? z.object({})
  const { resource } = recordIn(keptBy(schema, body, texts))
  if (resource === undefined) return kept
  if (kind.startsWith('git.pullrequest.')) return { ...kept, resource: ofRequest(resource) }
  if (kind !== 'ms.vss-code.git-pullrequest-comment-event') return { ...kept, resource }
  const told = withUnnamed(resource, 'comment')
  const comment = withUnnamed(recordIn(resource)['comment'], 'author')
  return { ...kept, resource: { ...told, comment, pullRequest: ofRequest(told['pullRequest']) } }
}

/**
 * What of an event is stored: what is read of it, and of people only who wrote a commit or opened a request; of what is no JSON
 * its shape. Never throws.
 */
export function redacted(body: Buffer): Buffer {
  return redactedBody(body, words, reduced)
}
