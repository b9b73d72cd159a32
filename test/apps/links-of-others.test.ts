import { expect, it } from 'vitest'
import { plainLines } from '#alerts/markdown/plain-text'
import type { Message } from '#alerts/notification'
import { issueBody } from '#alerts/notifiers/github-issue/text'
import { slackMessage } from '#alerts/notifiers/slack/message'
import { teamsCard } from '#alerts/notifiers/teams/card'
import { alertNotification } from '#apps/server/alerting/notification-of'
import type { AlertRow } from '#storage/stores/alerts'

const at = Date.parse('2026-03-23T08:00:00Z')
const alert: AlertRow = {
  id: 1,
  serviceId: 1,
  environmentId: 1,
  detector: 'leadTimeForChanges',
  direction: 'WORSE',
  level: 'ALERT',
  state: 'OPEN',
  held: null,
  onsetFrom: at,
  onsetTo: at,
  openedAt: at,
  endedAt: null,
  usualFrom: at,
  before: 3_600,
  after: 7_200,
  reason: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  content: null,
}
const place = { service: 'shop', environment: 'production', timeZone: 'UTC' }

/** An alert that a change moved, of which others say where it is, as each channel shows it. */
function shown(url: string): string[] {
  const explained = {
    stage: null,
    beforeSeconds: null,
    afterSeconds: null,
    movers: [{ name: 'Add', url, seconds: 60 }],
  }
  const said = { explained, figures: null, alsoMoved: null, weeks: null, links: null }
  const notification = alertNotification(alert, 'OPENED', place, said)
  const message: Message = { id: 'm', at, tries: 1, notification }
  return [
    notification.text,
    JSON.stringify(slackMessage(message)),
    JSON.stringify(teamsCard(message)),
    issueBody(notification, [], null),
    plainLines(notification.text).join('\n'),
  ]
}

it.each([
  'https://x/)[Approve](https://evil.example/login',
  'https://x/ [Approve](https://evil.example/login',
  'https://x/?a=](https://evil.example/login) [Approve',
  'https://x/|Approve>  <https://evil.example/login|Approve>',
  'https://x/?a=)<https://evil.example/login|Approve>',
  String.raw`https://x/?a=\)[Approve](https://evil.example/login`,
])('an address of others is one link, and to where it leads: %s', (url) => {
  for (const text of shown(url)) {
    expect(text).toContain('https://x/')
    expect(text).not.toMatch(/\]\(https:\/\/evil|<https:\/\/evil|\(https:\/\/evil|\[Approve|>Approve/)
  }
})

it('an address that no browser may follow is none', () => {
  for (const text of shown('javascript:alert(1)')) {
    expect(text).toContain('Add')
    expect(text).not.toContain('javascript')
  }
})
