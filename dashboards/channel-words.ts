/** How channels read. Pure. */
import type { ListedChannel } from './channel-answers.ts'
import { moment, plural } from './format.ts'

const kinds: Readonly<Record<ListedChannel['kind'], string>> = {
  EMAIL: 'Mail',
  WEBHOOK: 'Webhook',
  SLACK: 'Slack',
  TEAMS: 'Microsoft Teams',
  PAGERDUTY: 'PagerDuty',
  GITHUB_ISSUE: 'GitHub issues',
}

export function channelKindWords(kind: ListedChannel['kind']): string {
  return kinds[kind]
}

/** Whether it works, and since when it does not. */
export function channelState(
  { deliveredAt, failingSince }: ListedChannel,
  timeZone: string,
): { readonly words: string; readonly mood: 'good' | 'bad' | 'off' } {
  if (failingSince !== null) return { words: `Fails since ${moment(failingSince, timeZone)}`, mood: 'bad' }
  if (deliveredAt === null) return { words: 'Not used yet', mood: 'off' }
  return { words: `Works, last on ${moment(deliveredAt, timeZone)}`, mood: 'good' }
}

/** What is on its way there; null where nothing is. */
export function waitingWords({ waiting }: ListedChannel): string | null {
  return waiting === 0 ? null : `${plural(waiting, 'message')} on the way`
}

/** What became of a test, where that can be told of how the channel was before and how it is now; null while it cannot. */
export function testOutcome(
  before: ListedChannel,
  now: ListedChannel,
): { readonly passed: boolean; readonly said: string } | null {
  if (now.deliveredAt !== before.deliveredAt)
    return { passed: true, said: now.message === null ? 'It arrived.' : `It arrived. ${now.message}` }
  const isTold = now.failingSince !== null && (before.failingSince === null || now.message !== before.message)
  return isTold ? notArrived(now) : null
}

/** What is said of a test that did not arrive for as long as it was waited for; why stands in the state of the channel. */
export function notArrived({ failingSince }: ListedChannel): { readonly passed: false; readonly said: string } {
  const unsent = 'Nothing was sent yet: is a Leadline with the role all or worker running?'
  return { passed: false, said: failingSince === null ? unsent : 'It did not arrive.' }
}
