import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type ErasedKind, ErasedNames, nobodyErased } from '#domain/erased-names'

const hash = (kind: ErasedKind, text: string): string => createHash('sha256').update(`${kind} ${text}`).digest('hex')
const known = new Set([
  hash('EMAIL', 'wren@sky.example'),
  hash('LOGIN', 'wrenk'),
  hash('NAME', 'wren kestrel'),
  hash('NAME', 'wren'),
])
const names = new ErasedNames('v', (kind, text) => known.has(hash(kind, text)), [2, 1])

describe('texts without those who were erased', () => {
  it.each([
    ['Fix\n\nCo-authored-by: Wren Kestrel <WREN@sky.example>', 'Fix\n\nCo-authored-by: erased <erased@erased.invalid>'],
    ['Signed-off-by: W. K. <7+wrenk@users.noreply.github.com>', 'Signed-off-by: erased <erased@erased.invalid>'],
    ['Ask wren@sky.example.', 'Ask erased@erased.invalid.'],
    ['paged Wren  Kestrel, who slept', 'paged erased, who slept'],
    ['Wren’s own Wren Kestrel.', 'Wren’s own erased.'],
    ['Co-authored-by: Ada <ada@sky.example>', 'Co-authored-by: Ada <ada@sky.example>'],
    ['https://git.example.com/wrenk', 'https://git.example.com/erased'],
    ['https://git.example.com/wrenk/shop/pull/7', 'https://git.example.com/wrenk/shop/pull/7'],
  ])('%j is %j', (text, without) => {
    expect(names.text(text)).toBe(without)
    expect(nobodyErased.text(text)).toBe(text)
  })

  it('looks at each letter of a long line but a few times', () => {
    const line = 'QUJD+/'.repeat(200_000)
    expect(names.text(`${line} wren@sky.example <wren@sky.example>`)).toMatch(/erased@erased\.invalid>$/)
    expect(names.text(`${line}@`)).toBe(`${line}@`)
  })

  it('finds logins between other words where somebody writes freely, and whole words only', () => {
    const text = 'Merge pull request #5 from wrenk/tax, thanks @wrenk; wrenkling stays'
    expect(names.text(text, true)).toBe('Merge pull request #5 from erased/tax, thanks @erased; wrenkling stays')
    expect(names.text(text)).toBe(text)
  })
})

describe('JSON without those who were erased', () => {
  it('empties who is named, and leaves what repositories and services are called', () => {
    const body = {
      user: { login: 'wrenk', name: 'Wren' },
      by: 'Wren',
      initiatedBy: { username: 'wrenk' },
      repository: { owner: { login: 'wrenk' }, full_name: 'wrenk/shop' },
      service: 'wrenk',
      commits: [{ author: { name: 'Wren Kestrel', email: 'wren@sky.example' }, message: 'by wrenk' }],
      attributes: { asked: 'wrenk', 'config.path': 'apps/wrenk' },
    }
    expect(names.json(body)).toEqual({
      ...body,
      user: { login: 'erased', name: 'erased' },
      by: 'erased',
      initiatedBy: { username: 'erased' },
      commits: [{ author: { name: 'erased', email: 'erased@erased.invalid' }, message: 'by erased' }],
      attributes: { asked: 'erased', 'config.path': 'apps/wrenk' },
    })
  })

  it('is the same value where nobody of them is named, and a text that is no JSON is read as a text', () => {
    const body = { author: { login: 'ada' }, list: [1, null, 'x'] }
    expect(names.json(body)).toBe(body)
    expect(names.body('{"author":"wrenk"')).toBe('{"author":"erased"')
    expect(names.body('{"author": "ada"}')).toBe('{"author": "ada"}')
  })
})

it('knows who comes again by address or login, and by a bare name', () => {
  expect(names.holds({ name: 'Another', email: ' Wren@Sky.example' })).toBe(true)
  expect(names.holds({ login: 'WrenK' })).toBe(true)
  expect(names.holds({ name: 'Wren Kestrel' })).toBe(true)
  expect(names.holds({ name: 'Wren Kestrel', email: 'other@sky.example' })).toBe(false)
  expect(nobodyErased.holds({ login: 'wrenk' })).toBe(false)
})
