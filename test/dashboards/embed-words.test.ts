import { describe, expect, it } from 'vitest'
import { badgeMarkdown, embedWindowWords, readOrigins, rollingLength } from '#dashboards/embed-words'

describe('origins, one a line', () => {
  it('are taken as browsers write them, each once', () => {
    const text = ' https://Wiki.example/ \n\nhttp://localhost:3000\nhttps://wiki.example'
    expect(readOrigins(text)).toEqual({ origins: ['https://wiki.example', 'http://localhost:3000'], faults: [] })
  })

  it.each([
    ['wiki.example', 'begin it with https://'],
    ['https://*.example', 'stands for nothing here'],
    ['https://wiki.example/space?x=1', 'leave out all but https://wiki.example.'],
    ['https://me:secret@wiki.example', 'leave out all but https://wiki.example.'],
    ['javascript:alert(1)', 'begin it with https://'],
  ])('are none: %s', (line, why) => {
    const { origins, faults } = readOrigins(`https://a.example\n${line}`)
    expect(origins).toEqual(['https://a.example'])
    expect(faults).toEqual([expect.stringMatching(/^Line 2: /)])
    expect(faults[0]).toContain(why)
  })

  it('are 20 at most', () => {
    const many = Array.from({ length: 21 }, (_, at) => `https://w${at}.example`).join('\n')
    expect(readOrigins(many).faults).toEqual(['Give at most 20 origins.'])
  })
})

it('a rolling window is as long as what is shown', () => {
  expect(rollingLength({ last: 'P30D' })).toBe('P30D')
  expect(rollingLength({ from: '2026-01-01', to: '2026-01-15' })).toBe('P14D')
  expect(rollingLength({ from: '2026-01-01T09:00:00Z', to: '2026-01-01T10:00:00Z' })).toBe('P1D')
  expect(embedWindowWords({ last: 'P30D', from: null, to: null }, 'UTC')).toBe('last 30 days')
})

describe('the Markdown of a badge', () => {
  const plain = {
    src: 'https://leadline.example',
    service: 'shop',
    metric: 'leadTimeForChanges',
    environment: 'production',
  } as const

  it('asks for what is not usual, and for lengths that badges know alone', () => {
    const address = 'https://leadline.example/badge/shop/leadTimeForChanges.svg'
    const link = '(https://leadline.example/services/shop)'
    expect(badgeMarkdown({ ...plain, range: { last: 'P90D' } })).toBe(`[![Change lead time](${address})]${link}`)
    expect(badgeMarkdown({ ...plain, range: { last: 'P7D' } })).toBe(`[![Change lead time](${address})]${link}`)
    expect(badgeMarkdown({ ...plain, environment: 'staging', range: { last: 'P30D' } })).toBe(
      `[![Change lead time](${address}?environment=staging&last=P30D)]${link}`,
    )
  })

  it('ends at no bracket of a name', () => {
    const text = badgeMarkdown({ ...plain, service: 'a/b (c)](javascript:x)', range: { last: 'P90D' } })
    expect(text.match(/[()]/g)).toHaveLength(4)
    expect(text).toContain('/services/a%2Fb%20%28c%29%5D%28javascript%3Ax%29)')
  })
})
