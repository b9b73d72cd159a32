import type { ReconcilerPlaces } from '#domain/naming/reconciled-place'
import type { Statement, Translation } from '../source.ts'
import { keptWithin } from './kept.ts'
import { Notification } from './payload.ts'
import { entryStatement, operationStatement, type Unsaid } from './statements.ts'
import { kindsOf, noService } from './subject.ts'

function isUnsaid(said: Statement | Unsaid): said is Unsaid {
  return 'ignored' in said
}

const goText = 'is text as Go prints it (map[…]); in the template it needs toJson'

/** Names the field: which part of the template is to be mended. */
function unreadable(read: unknown, { issues: [issue] }: { readonly issues: readonly Issue[] }): Translation {
  const path = (issue?.path ?? []).map(String)
  const value = path.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], read)
  const problem = value === 'map[…]' ? goText : `is not as Argo CD sends it: ${issue?.message ?? ''}`
  return { ignored: `${path.join('.') || 'the body'} ${problem}`, unreadable: true }
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** All statements of one application: of its latest operation, and of each earlier sync that its history holds. */
function statementsOf(notification: Notification, places: ReconcilerPlaces): Translation {
  const reason = noService(kindsOf(notification))
  if (reason !== null) return { ignored: `${notification.app.name} is no service: ${reason}` }
  const { operation, history = [] } = notification
  const latest = operation === undefined ? null : operationStatement(notification, operation, places)
  const isSaid = latest !== null && !isUnsaid(latest)
  const earlier = history.filter(({ deployStartedAt }) => !isSaid || deployStartedAt !== operation?.startedAt)
  const said: (Statement | Unsaid)[] = earlier.map((entry) => {
    const before = history.find(({ id }) => id !== undefined && id + 1 === entry.id)
    return entryStatement(notification, entry, before, places)
  })
  if (latest !== null) said.push(latest)
  const statements = said.filter((one): one is Statement => !isUnsaid(one))
  if (statements.length > 0) return { statements }
  const [why = { ignored: `${notification.app.name} was never synced: it has no operation and no history` }] = said
    .filter(isUnsaid)
    .toReversed()
  return why
}

/**
 * What an application says of its syncs: a notification of our template, or a whole Application as Kubernetes, the API and
 * `toJson .app` give it. The same sync has the same id whoever tells it, and what is told of it never contradicts. Takes any value
 * and never throws. What may be secret is in no statement.
 */
export function applicationStatements(application: unknown, places: ReconcilerPlaces): Translation {
  const kept = keptWithin(application)
  if (kept === null)
    return {
      ignored: 'it is no notification of Argo CD and no Application: neither app nor metadata was found',
      unreadable: true,
    }
  const read = Notification.safeParse(kept)
  return read.success ? statementsOf(read.data, places) : unreadable(kept, read.error)
}
