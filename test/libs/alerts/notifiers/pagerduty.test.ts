import { expect, it } from 'vitest'
import type { AlertEvent, AlertNotification } from '#alerts/notification'
import { pagerDutyEvent, type PagerDutyEvent } from '#alerts/notifiers/pagerduty/event'
import { alertMessage } from '../../../support/alert.ts'

function eventOf(...what: Parameters<typeof alertMessage>): PagerDutyEvent {
  const message = alertMessage(...what)
  return pagerDutyEvent((message.notification as AlertNotification).alert, message)
}

it('an alert opens an incident, with its text without marks', () => {
  expect(eventOf('OPENED', { text: '# Since May\n\n**shop** 5 h\n- `main`, [#7](https://a.example/7)' })).toEqual({
    event_action: 'trigger',
    dedup_key: 'lead-time shop production 2026-03-02',
    client: 'Leadline',
    client_url: 'https://leadline.example/services/shop?env=production&last=P90D',
    links: [{ href: 'https://leadline.example/services/shop?env=production&last=P90D', text: 'Open in Leadline' }],
    payload: {
      summary: 'Lead time of shop in production rose from 5 h to 14 h',
      source: 'shop',
      severity: 'warning',
      timestamp: '2026-03-23T08:00:00.000Z',
      custom_details: { services: ['shop'], text: 'Since May\n\nshop 5 h\n- main, #7 (https://a.example/7)' },
    },
  })
})

it.each([
  ['CHANGED', 'trigger'],
  ['ACKNOWLEDGED', 'acknowledge'],
  ['RESOLVED', 'resolve'],
  ['WITHDRAWN', 'resolve'],
] satisfies readonly [AlertEvent, string][])('%s is to %s the same incident', (event, action) => {
  expect(eventOf(event)).toMatchObject({ event_action: action, dedup_key: 'lead-time shop production 2026-03-02' })
})

it('what is too long is cut, and a key too long is one of the same length each time', () => {
  const text = Array.from({ length: 5_000 }, (_, at) => `- line ${at}`).join('\n')
  const event = eventOf('OPENED', { text, title: '🚀'.repeat(2_000), key: 'k'.repeat(300), services: [] })
  expect(String(event.payload?.['summary']).length).toBeLessThanOrEqual(1_024)
  expect(event.payload?.['source']).toBe('leadline')
  expect(event.dedup_key).toMatch(/^[0-9a-f]{64}$/)
  expect(eventOf('RESOLVED', { key: 'k'.repeat(300) }).dedup_key).toBe(event.dedup_key)
  expect(JSON.stringify(event)).toMatch(/Cut here: \d+ more lines, too long for this channel\./)
})
