import { describe, expect, it } from 'vitest'
import { embedFaults, originOf, stepsOf, type WantedEmbed } from '#access/embed'

const now = Date.parse('2026-03-20T00:00:00Z')
const day = 86_400_000
const wanted: WantedEmbed = {
  name: 'Lead time of shop',
  part: 'METRIC',
  metric: 'leadTimeForChanges',
  service: 'shop',
  dashboard: null,
  environment: 'production',
  window: { last: 'P90D' },
  timeZone: 'Europe/Berlin',
  theme: 'AUTO',
  origins: ['https://wiki.example'],
  expiresAt: now + 90 * day,
}

describe('an origin', () => {
  it.each([
    ['https://wiki.example', 'https://wiki.example'],
    ['HTTPS://Wiki.Example:443/', 'https://wiki.example'],
    ['http://localhost:8080', 'http://localhost:8080'],
    ['https://[::1]:8443', 'https://[::1]:8443'],
    ['https://münchen.example', 'https://xn--mnchen-3ya.example'],
    ['https://wiki.example/path', null],
    ['https://*.example', null],
    ["https://wiki.example; script-src 'unsafe-inline'", null],
    ['https://wiki.example https://evil.example', null],
    ['https://me:secret@wiki.example', null],
    ['https://wiki.example/?x', null],
    ['data:text/html,x', null],
    ['null', null],
    ['*', null],
    ['wiki.example', null],
    [`https://${'a'.repeat(400)}.example`, null],
  ])('%s is %s', (text, origin) => {
    expect(originOf(text)).toBe(origin)
  })
})

describe('an embed that somebody wants', () => {
  it('has no fault', () => {
    expect(embedFaults(wanted, now)).toEqual([])
    expect(embedFaults({ ...wanted, part: 'STAGES', metric: null, origins: [] }, now)).toEqual([])
    expect(embedFaults({ ...wanted, window: { from: now - day, to: now } }, now)).toEqual([])
  })

  it.each([
    ['BAD_METRIC', 'metric', { metric: null }],
    ['BAD_METRIC', 'metric', { part: 'SERVICE' }],
    ['BAD_ORIGIN', 'origins', { origins: ['https://wiki.example', '*'] }],
    ['TOO_MANY', 'origins', { origins: Array.from({ length: 21 }, (_, n) => `https://w${n}.example`) }],
    ['BAD_TIME_ZONE', 'timeZone', { timeZone: 'Mars/Olympus' }],
    ['BAD_WINDOW', 'last', { window: { last: 'P0D' } }],
    ['REVERSED', 'to', { window: { from: now, to: now - day } }],
    ['IN_THE_PAST', 'expiresAt', { expiresAt: now }],
    ['TOO_LONG', 'expiresAt', { expiresAt: now + 400 * day }],
    ['BAD_NAME', 'name', { name: ' ' }],
  ] as const)('is refused as %s at %s for %j', (code, field, change) => {
    const faults = embedFaults({ ...wanted, ...change }, now)
    expect(faults).toMatchObject([{ field, message: expect.stringMatching(/\.$/) as string }])
    if (code !== 'REVERSED') expect(faults[0]?.code).toBe(code)
  })

  it.each([
    ['P7D', 'DAY'],
    ['P42D', 'DAY'],
    ['P90D', 'WEEK'],
    ['P1Y', 'WEEK'],
    ['P3Y', 'MONTH'],
  ])('of %s is drawn by %s', (last, steps) => {
    expect(stepsOf({ ...wanted, window: { last } }, now)).toBe(steps)
  })
})
