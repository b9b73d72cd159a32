import { DAY, HOUR, type Instant } from '#domain/instant'
import type { Message, Sent, Thread } from '../../notification.ts'
import { isOver } from '../alert-words.ts'
import type { Post } from '../post.ts'
import { type Ended, GithubIssues, type GithubIssueSettings } from './api.ts'
import { findIssue, isTold } from './find.ts'
import { commentHead, issueBody, issueTitle, markOf } from './text.ts'

/** How far the clock of GitHub may be from ours; and how long it may be that an issue was opened of which we were not told. */
const skew = HOUR
const longAgo = 30 * DAY

/** The issue that a message belongs to, and whether it says what the message says. */
interface Opened {
  readonly number: number
  readonly says: boolean
}

interface Telling {
  readonly issues: GithubIssues
  readonly message: Message
  readonly thread: Thread
  /** What stands unseen in the issue, and where the message is. */
  readonly marks: { readonly issue: string; readonly message: string }
}

/** Since when an issue may have been opened of which the answer was lost; null where none can have been. */
function mayBeThereSince({ message }: Telling): Instant | null {
  const { notification, at, tries } = message
  if (notification.kind === 'alert' && notification.alert.event !== 'OPENED') return at - longAgo
  return tries > 1 ? at - skew : null
}

async function create({ issues, message, marks }: Telling): Promise<Opened | Ended> {
  const { notification } = message
  const body = issueBody(notification, [marks.issue, marks.message], null)
  const answer = await issues.ask('POST', '', { title: issueTitle(notification), body })
  if ('ended' in answer) return answer
  const made = issues.numberOf(answer.said)
  return 'ended' in made ? made : { number: made.number, says: true }
}

/** Finds the issue by what was kept of it, else by its mark; opens it where there is none. */
async function opened(telling: Telling): Promise<Opened | Ended> {
  const { issues, message, thread, marks } = telling
  if (thread.mark !== null) {
    const number = Number(thread.mark)
    if (message.tries === 1) return { number, says: false }
    const known = await isTold(issues, number, { mark: marks.message, since: message.at - skew })
    return 'ended' in known ? known : { number, says: known.told }
  }
  const since = mayBeThereSince(telling)
  const looked = since === null ? { found: null } : await findIssue(issues, marks.issue, since)
  if ('ended' in looked) return looked
  const { found } = looked
  const issue =
    found === null ? await create(telling) : { number: found.number, says: found.body.includes(marks.message) }
  if (!('ended' in issue)) await thread.keep(String(issue.number))
  return issue
}

/** Writes what is new below an issue. */
async function comment({ issues, message, marks }: Telling, number: number): Promise<Ended | null> {
  const { notification } = message
  const head = notification.kind === 'alert' ? commentHead(notification.alert) : null
  const answer = await issues.ask('POST', `/${number}/comments`, {
    body: issueBody(notification, [marks.message], head),
  })
  return 'ended' in answer ? answer : null
}

/** Why an issue is closed with this message; null where it stays as it is. */
function closingOf({ notification }: Message): 'completed' | 'not_planned' | null {
  if (notification.kind !== 'alert') return notification.kind === 'test' ? 'not_planned' : null
  const { alert } = notification
  if (!isOver(alert)) return null
  return alert.event === 'RESOLVED' ? 'completed' : 'not_planned'
}

/**
 * Opens an issue for an alert, tells below it what changes, and closes it at its end. Whatever answer is lost: there is one
 * issue of an alert, and each message stands in it once. A report is an issue of its own; a test is one that is closed.
 */
export async function sendGithubIssue(
  settings: GithubIssueSettings,
  message: Message,
  thread: Thread,
  post: Post,
): Promise<Sent> {
  const { notification, id } = message
  const { token } = settings
  const key = notification.kind === 'alert' ? `alert ${notification.alert.key}` : `note ${id}`
  const marks = { issue: markOf(token, key), message: markOf(token, `message ${id}`) }
  const telling: Telling = { issues: new GithubIssues(settings, post), message, thread, marks }
  const issue = await opened(telling)
  if ('ended' in issue) return issue.ended
  const refused = issue.says ? null : await comment(telling, issue.number)
  if (refused !== null) return refused.ended
  const reason = closingOf(message)
  if (reason === null) return { state: 'DELIVERED' }
  const closed = await telling.issues.ask('PATCH', `/${issue.number}`, { state: 'closed', state_reason: reason })
  return 'ended' in closed ? closed.ended : { state: 'DELIVERED' }
}
