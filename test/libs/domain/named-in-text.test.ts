import { expect, it } from 'vitest'
import { addressesIn, flagKeysIn, idsIn } from '#domain/named-in-text'

it.each([
  { text: 'off for OPS-7, see Q1AB.', ids: ['OPS-7', 'Q1AB'] },
  { text: '(INC0012345)', ids: ['INC0012345'] },
  { text: 'back in 20 minutes, at 12', ids: [] },
  { text: 'https://a.example/incidents/Q2?x=1', ids: ['Q2'] },
  { text: 'wrong totals', ids: [] },
  { text: 'off for issue/4509, alert/8841.', ids: ['issue/4509', 'alert/8841'] },
  { text: 'acme/shop#12: wrong', ids: ['acme/shop#12'] },
  { text: 'OPS-7/OPS-8, 24/7', ids: ['OPS-7/OPS-8', 'OPS-7', 'OPS-8'] },
])('ids in $text are $ids', ({ text, ids }) => expect(idsIn(text)).toEqual(ids))

it.each([
  { text: 'New-Cart and `newCart` broke cart', keys: ['new-cart', 'newcart'] },
  { text: 'flag "cart.pay-v2"; x_y, cart.v2, flags/old-cart', keys: ['cart.pay-v2', 'old-cart'] },
  { text: 'P1: HTTP-500 on eu-west-1 since 10:30 for v2 at 99%, CVE-OLD', keys: ['eu-west-1'] },
  { text: 'GitHub, PostgreSQL and iOS fail', keys: [] },
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
  expect(flagKeysIn(text.replaceAll('OPS', 'new-cart'))).toHaveLength(50)
})
