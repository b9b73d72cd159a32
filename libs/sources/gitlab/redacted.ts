import * as z from 'zod'
import { type JsonRecord, listIn, recordIn } from '#domain/json-value'
import { keptText } from '#domain/masked-text'
import { keptBy, type TextsBySchema } from '../kept-by.ts'
import { redactedBody } from '../source.ts'
import { CommitMessage, Head, kindOf, payloads } from './payload.ts'
import { isBot } from './people.ts'

/** In UTF-16 code units. */
const longestMessage = 65_536

/** Words that every event holds; they say nothing, and show where a broken one broke. */
const words: ReadonlySet<string> = new Set(
  'object_kind event_name event_type project object_attributes web_url path_with_namespace default_branch ref before after commits id iid action state status environment labels user true false null'.split(
    ' ',
  ),
)

/** All lines of a message: those at its end tell who wrote with whom, and what is taken back. */
function keptMessage(message: string): string {
  return message.slice(0, longestMessage).split('\n').map(keptText).join('\n')
}

const texts: TextsBySchema = new Map([[CommitMessage, keptMessage]])

/** An account without its name, where it is no bot's. */
function unnamed(account: unknown): unknown {
  const { username, ...others } = recordIn(account)
  return isBot(typeof username === 'string' ? username : null) ? account : others
}

/** Of those around a request only its author keeps the name: who opened it, where nothing else says who that is. */
function ofRequest(kept: JsonRecord): JsonRecord {
  const { author_id: author, action } = recordIn(kept['object_attributes'])
  const isAuthor = (account: unknown): boolean => {
    const { id } = recordIn(account)
    return typeof id === 'number' ? id === author : action === 'open'
  }
  const known = (name: string): JsonRecord =>
    kept[name] === undefined ? {} : { [name]: listIn(kept[name]).filter(isAuthor) }
  const user = kept['user']
  return {
    ...kept,
    ...(user !== undefined && { user: isAuthor(user) ? user : unnamed(user) }),
    ...known('assignees'),
    ...known('reviewers'),
  }
}

function ofIssue(kept: JsonRecord, eventType: unknown): JsonRecord {
  const { title, ...issue } = recordIn(kept['object_attributes'])
  const isSecret = issue['confidential'] === true || String(eventType).startsWith('confidential_')
  return isSecret && title !== undefined ? { ...kept, object_attributes: issue } : kept
}

function reduced(body: unknown): unknown {
  const kind = kindOf(body)
  if (kind === null) return {}
  const head = recordIn(keptBy(Head, body, texts))
  const schema: unknown = Object.hasOwn(payloads, kind) ? payloads[kind as keyof typeof payloads] : z.object({})
  const kept = recordIn(keptBy(schema, body, texts))
  if (kind === 'merge_request') return { ...head, ...ofRequest(kept) }
  if (kind === 'note') return { ...head, ...kept, ...(kept['user'] !== undefined && { user: unnamed(kept['user']) }) }
  if (kind === 'issue' || kind === 'work_item') return { ...head, ...ofIssue(kept, kept['event_type']) }
  return { ...head, ...kept }
}

/**
 * What of an event is stored: what is read of it, and of people only who wrote a commit or a request; of what is no JSON its
 * shape. Never throws.
 */
export function redacted(body: Buffer): Buffer {
  return redactedBody(body, words, reduced)
}
