import { openRepository } from '#git/repository'
import { parseEvent } from '#sources/events/parse-event'
import { type GitEventOptions, gitEvents, type GitTold } from '#sources/git/history'

/** Any event as it is told. */
export type Told = Readonly<Record<string, unknown>> & { readonly type: string }

/** When every reading of the tests happens. */
export const readAt = Date.UTC(2027, 0, 1)

const sender = { source: 'git', allowAnySource: false, mayImport: false, now: readAt }

/**
 * Everything that a repository tells; each event is one that the contract takes. Where the default branch is, stands
 * apart, in `heads`.
 */
export async function readAll(
  path: string,
  options: Partial<GitEventOptions> = {},
): Promise<{ events: Told[]; heads: Told[]; told: GitTold }> {
  const stream = gitEvents(await openRepository(path), { now: readAt, ...options })
  const events: Told[] = []
  const heads: Told[] = []
  for (;;) {
    const next = await stream.next()
    if (next.done === true) return { events, heads, told: next.value }
    const parsed = parseEvent(next.value, sender)
    if (!parsed.ok) throw new Error(`The contract refuses ${JSON.stringify(next.value)}: ${JSON.stringify(parsed)}`)
    const event = next.value as Told
    ;(event.type === 'push' ? heads : events).push(event)
  }
}
