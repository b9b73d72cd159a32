import { expect, it } from 'vitest'
import { addressesIn, flagKeysIn, idsIn } from '#domain/named-in-text'

it.each([
  { text: 'off for OPS-7, see Q1AB.', ids: ['OPS-7', 'Q1AB'] },
  { text: '(INC0012345)', ids: ['INC0012345'] },
  { text: 'back in 20 minutes, at 12', ids: [] },
  { text: 'https://a.example/incidents/Q2?x=1', ids: ['Q2'] },
  { text: 'wrong totals', ids: [] },
])('ids in $text are $ids', ({ text, ids }) => expect(idsIn(text)).toEqual(ids))

it.each([
  { text: 'New-Cart and `newCart` broke cart', keys: ['new-cart', 'newcart'] },
  { text: 'flag "cart.v2"; x_y', keys: ['cart.v2', 'x_y'] },
  { text: 'checkout is down', keys: [] },
])('keys of flags in $text are $keys', ({ text, keys }) => expect(flagKeysIn(text)).toEqual(keys))

it('takes an address as a whole', () =>
  expect(addressesIn('see https://A.example/x/12, or <https://b.example/>')).toEqual([
    'https://a.example/x/12',
    'https://b.example',
  ]))

it('looks at a bounded part of a text', () => {
  const text = Array.from({ length: 5_000 }, (_, index) => `OPS-${index}`).join(' ')
  expect(idsIn(text)).toHaveLength(50)
  expect(flagKeysIn(text)).toHaveLength(50)
})
