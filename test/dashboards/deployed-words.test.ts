import { expect, it } from 'vitest'
import { type Deployed, deployedLines, deployedWords } from '#dashboards/deployed-words'

const deployed: Deployed = {
  id: 'D',
  version: '1.3.0',
  kind: 'CODE',
  liveAt: '2026-03-04T08:00:00Z',
  finishedAt: null,
  startedAt: null,
  service: { name: 'till' },
  environment: { name: 'production' },
  change: { title: 'Round receipts' },
  arrivals: [{ placement: 'eu-1' }, { placement: 'eu-1' }],
}
const hash = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3'
const told = 'till in production, 4 Mar 2026, 09:00: '

it.each<[string, Partial<Deployed>, string]>([
  ['its version and the title of its newest change', {}, `${told}1.3.0 “Round receipts”, code`],
  ['the beginning of a hash', { version: hash }, `${told}a94a8fe5cc “Round receipts”, code`],
  ['the version alone', { change: null }, `${told}1.3.0, code`],
  ['a hash alone', { version: hash, change: { title: ' ' } }, `${told}a94a8fe5cc, code`],
  ['a version of figures alone', { version: '20260304', change: { title: 'x' } }, `${told}20260304 “x”, code`],
  [
    'a title in one line',
    { change: { title: `${'long'.repeat(30)}😀` } },
    `${told}1.3.0 “${'long'.repeat(19)}lon…”, code`,
  ],
  ['no mark that turns the rest around', { change: { title: 'Up \u202Eto' } }, `${told}1.3.0 “Up to”, code`],
  [
    'that it never went live',
    { liveAt: null, finishedAt: deployed.liveAt, kind: 'CONFIG' },
    `${told}1.3.0 “Round receipts”, configuration, not live`,
  ],
])('a deployment that may be chosen says %s', (_what, given, words) => {
  expect(deployedWords({ ...deployed, ...given }, 'Europe/Berlin', false)).toBe(words)
})

it('the one that is blamed at present says so', () => {
  expect(deployedWords(deployed, 'Europe/Berlin', true)).toBe(`Now: ${told}1.3.0 “Round receipts”, code`)
})

it('two that read the same say where each ran', () => {
  const other = { ...deployed, id: 'E', arrivals: [{ placement: 'us-2' }, { placement: 'ap-3' }] }
  const lines = deployedLines([deployed, other, { ...other, version: '1.4.0' }], 'Europe/Berlin', (id) => id === 'none')
  expect(lines).toEqual([
    `${told}1.3.0 “Round receipts”, code, in eu-1`,
    `${told}1.3.0 “Round receipts”, code, in ap-3 and us-2`,
    `${told}1.4.0 “Round receipts”, code`,
  ])
})
