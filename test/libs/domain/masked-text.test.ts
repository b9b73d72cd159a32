import { expect, it } from 'vitest'
import { keptText, maskedText, shortMessage } from '#domain/masked-text'

const hex = (length: number): string => '0123456789abcdef'.repeat(8).slice(0, length)

it.each([
  `registry.example.com:5000/shop/api:1.4.0@sha256:${hex(64)}`,
  'ghcr.io/acme/secret-store:v1.0.0-token.3',
  `main@sha1:${hex(40)}`,
  `latest@sha256:${hex(64)}`,
  hex(40),
  'oci://registry.example.com:5000/shop/manifests',
  `https://registry.example.com:5000/shop/api@sha256:${hex(64)}`,
  'https://git.example.com/acme/a@b/c',
  'git@git.example.com:acme/shop.git',
  'email:ann@example.com',
  'pkg:oci/api@sha256%3Aabc?repository_url=registry.example.com/shop&tag=1.0.0',
  'https://ci.example.com/job?id=12#step-3',
  'system:serviceaccount:argocd:argocd-server',
  'sk-bratislava-production-eu-1',
  'pypi-mirror-of-the-platform-team',
  'hvs.registry.example.com/platform/vault-sidecar:1.2.3',
  'registry.example.com/npm_proxy_of_the_platform_team:1.0.0',
])('keeps %s as it is, for it joins', (text) => {
  expect(keptText(text)).toBe(text)
})

it.each([
  ['https://robot:hunter2@git.example.com/acme/shop', 'https://git.example.com/acme/shop'],
  ['https://robot:p@hunter2@git.example.com/acme/shop', 'https://git.example.com/acme/shop'],
  ['https://robot:p/hunter2@git.example.com/acme/shop', 'https://git.example.com/acme/shop'],
  ["https://robot:it'sHunter2@git.example.com/acme/shop", 'https://git.example.com/acme/shop'],
  ['robot:hunter2@git.example.com:acme/shop.git', 'git.example.com:acme/shop.git'],
  ['https://git.example.com/a?private_token=hunter2&ref=b', 'https://git.example.com/a?private_token=…&ref=b'],
  ['map[password:hunter2]', 'map[…]'],
  ['[map[password:hunter2]]', 'map[…]'],
  ['&{Password:hunter2}', 'map[…]'],
  ['{"password":"hunter2"}', 'map[…]'],
  ['of ghp_hunter2hunter2hunter2', 'of …'],
  ['of eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJrIn0.sig', 'of …'],
  ['of sk-Hunter2Hunter2Hunter2', 'of …'],
  ['of AKIAHUNTER2HUNTER234', 'of …'],
])('keeps of %s only %s, and that again', (text, kept) => {
  expect(keptText(text)).toBe(kept)
  expect(keptText(kept)).toBe(kept)
})

it.each([
  ['secret "db" not found', 'secret "db" not found'],
  ['upgrade failed for release auth/token: timed out', 'upgrade failed for release auth/token: timed out'],
  [
    'Metric "token-errors" assessed Inconclusive due to inconclusive (2) > limit (1)',
    'Metric "token-errors" assessed Inconclusive due to inconclusive (2) > limit (1)',
  ],
  ['Get "https://a.example.com:8443/x/y?z=1": refused', 'Get "https://a.example.com:8443/…": refused'],
  ['Get "http://[::1]:8080/x": refused', 'Get "http://[::1]:8080/…": refused'],
  ['of https://robot:hunter2', 'of https://robot/…'],
  ["Get 'https://robot:it'sHunter2@git.example.com/x': no", "Get 'https://git.example.com/…': no"],
  ['DB_PASSWORD=hunter2 is wrong', ' …'],
  ['it says Authorization: Bearer hunter2', 'it says …'],
  ['helm template . --set a=hunter2 --debug', 'helm template . …'],
  ['one\rhunter2', 'one'],
])('shortens the message %j to %j, and that to itself', (text, short) => {
  expect(shortMessage(text)).toBe(short)
  expect(shortMessage(short)).toBe(short)
})

it('keeps the shape of what cannot be read, of a long text its beginning, and its own words', () => {
  expect(maskedText('{"name": "shöp_1", x', new Set(['name']))).toBe('{"name": "xxxx_0", x')
  expect(maskedText('a'.repeat(3_000_000), new Set())).toBe(`${'x'.repeat(65_536)}…`)
})

it('keeps nothing of a password that lies across the end of what is kept', () => {
  for (const before of [1_960, 1_970, 1_990]) {
    const kept = keptText(`${'a '.repeat(before / 2)}https://robot:hunter2hunter2hunter2@git.example.com/acme`)
    expect(kept).not.toContain('hunter2')
    expect(kept).toHaveLength(Math.min(2_000, before + 'https://git.example.com/acme'.length))
  }
})
