import { expect, it } from 'vitest'
import { listIn, recordIn, textIn, textsIn } from '#domain/json-value'
import { maskedText, shortMessage } from '#domain/masked-text'

it('finds records, lists and texts, and nothing in place of anything else', () => {
  for (const other of [null, undefined, 7, true, 'x', []]) expect(recordIn(other)).toEqual({})
  expect(recordIn({ a: 1 })).toEqual({ a: 1 })
  for (const other of [null, undefined, 7, 'x', {}]) expect(listIn(other)).toEqual([])
  expect(listIn([1])).toEqual([1])
  for (const other of [null, 7, [], '', '  ', '<nil>', ' <no value> ']) expect(textIn(other)).toBeNull()
  expect(textIn(' a b ')).toBe('a b')
  expect(textsIn({ a: 'x', b: 7, c: '<nil>', d: ['y'] })).toEqual({ a: 'x' })
})

it('masks every letter and digit but those of known words', () => {
  expect(maskedText('{"event": "geheim-Ä1", events: 12_a}', new Set(['event']))).toBe(
    '{"event": "xxxxxx-x0", xxxxxx: 00_x}',
  )
})

it('shortens a message to its first line, and addresses in it to their hosts', () => {
  const message =
    'Post "https://u:secret@metrics.example.com:9090/key/secret?k=secret": refused, redis://:secret@db\nsecret'
  expect(shortMessage(message)).toBe('Post "https://metrics.example.com:9090/…": refused, redis://db/…')
  expect(shortMessage('x'.repeat(400))).toHaveLength(300)
})
