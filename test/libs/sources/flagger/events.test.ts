import { expect, it } from 'vitest'
import { flagger } from '#sources/flagger/source'

/** The id of a canary that failed. */
function idOf(cluster: string | undefined, message: string): unknown {
  const metadata = {
    eventMessage: message,
    eventType: 'Warning',
    timestamp: '1772447400000',
    version: '2.0.0',
    cluster,
  }
  const told = flagger.translate({ name: 'basket', namespace: 'shop', phase: 'Failed', checksum: 'c1', metadata })
  return 'statements' in told ? (told.statements[0] as { readonly id: string }).id : told
}

it('keeps one canary in two clusters apart, which has the same checksum in both, and its two words of one failure together', () => {
  const words = [
    'Rolling back basket.shop failed checks threshold reached 5',
    'Canary failed! Scaling down basket.shop',
  ]
  const ids = ['eu-1', 'us-1', undefined].map((cluster) => words.map((word) => idOf(cluster, word)))
  expect(ids).toEqual([
    ['eu-1/shop/basket/c1', 'eu-1/shop/basket/c1'],
    ['us-1/shop/basket/c1', 'us-1/shop/basket/c1'],
    ['shop/basket/c1', 'shop/basket/c1'],
  ])
})
