import { expect, it } from 'vitest'
import { readLogPage } from '#sources/pagerduty/log-entries'
import { pagerduty } from '#sources/pagerduty/source'
import { translate } from '#sources/pagerduty/translate'

const readAt = '2026-03-04T11:00:00Z'
const incident = { id: 'Q1', created_at: '2026-03-04T10:00:00Z', service: { id: 'PSHOP', summary: 'shop' } }
const entry = { id: 'L1', type: 'resolve_log_entry', created_at: '2026-03-04T10:30:00Z', incident }

/** What becomes of an entry of the log, as it is stored and read again. */
function told(value: unknown) {
  const page = readLogPage({ log_entries: [value], more: false }, readAt)
  return page?.events.map(({ id, body }) => {
    const stored = pagerduty.webhook?.redacted?.(Buffer.from(JSON.stringify(body))).toString() ?? ''
    return { id, translation: translate(JSON.parse(stored)) }
  })
}

const without = (name: keyof typeof entry): object => ({ ...entry, [name]: undefined })

it.each([
  ['time', without('created_at'), /^event\.occurred_at /],
  ['incident', without('incident'), /^event\.data /],
  ['incident, which is null', { ...entry, incident: null }, /^event\.data /],
  ['id of its incident', { ...entry, incident: { ...incident, id: undefined } }, /^event\.data\.id /],
  ['form of an entry', 'an entry', /^event\.occurred_at /],
])('an entry of the log without its %s is kept as one that is not understood', (_what, value, reason) => {
  const ignored: unknown = expect.stringMatching(reason)
  expect(told(value)).toEqual([{ id: expect.any(String) as unknown, translation: { ignored, unreadable: true } }])
})

it('an entry of the log without an id says the same, under one that stays', () => {
  const [first] = told(without('id')) ?? []
  expect(first?.translation).toEqual(told(entry)?.[0]?.translation)
  expect(told(without('id'))).toEqual([first])
  expect(first?.id).not.toBe(told({ ...without('id'), created_at: '2026-03-04T10:31:00Z' })?.[0]?.id)
})

it('who was told of an incident is no event', () => {
  expect(told({ id: 'L2', type: 'notify_log_entry' })).toEqual([])
})
