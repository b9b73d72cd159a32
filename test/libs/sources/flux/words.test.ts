import { expect, it } from 'vitest'
import { flux } from '#sources/flux/source'

const commit = '5f3c2b1a09'.repeat(4)

/** A release that failed, as it is told and as what is stored of it tells it. */
function told(message: string): readonly unknown[] {
  const body = {
    involvedObject: { kind: 'HelmRelease', name: 'checkout', namespace: 'prod', uid: 'u-1' },
    severity: 'error',
    timestamp: '2026-03-02T10:00:00Z',
    reason: 'UpgradeFailed',
    message,
    metadata: {},
  }
  const stored = JSON.parse(String(flux.webhook?.redacted?.(Buffer.from(JSON.stringify(body))))) as unknown
  return [body, stored].map((each) => flux.translate(each))
}

it.each([
  [`checkout.v12 with chart checkout@0.0.0+${commit}: timed out`, `checkout-0.0.0+${commit}`, 'v12'],
  [`${'longname'.repeat(5)}.v3 with chart shop@1.2.3: failed`, 'shop-1.2.3', 'v3'],
  ['token.v4 with chart token@1.2.3: timed out', 'token-1.2.3', 'v4'],
])('does not take %s for a secret: the failure joins its release', (words, version, id) => {
  const [sent, stored] = told(`Helm upgrade failed for release prod/${words}`)
  expect(sent).toMatchObject({ statements: [{ version, id: `u-1/${id}`, outcome: 'failed' }] })
  expect(stored).toEqual(sent)
})

it('keeps no word that may be a key, behind the release', () => {
  const [sent] = told(`Helm upgrade failed for release prod/checkout.v12 with chart checkout@1.0.0: key ${commit}`)
  expect(JSON.stringify(sent)).not.toContain(commit)
})
