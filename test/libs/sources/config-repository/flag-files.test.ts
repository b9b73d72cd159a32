import { expect, it } from 'vitest'
import { openRepository } from '#git/repository'
import { parseEvent } from '#sources/events/parse-event'
import { statementsOf } from '#sources/config-repository/config-commit'
import { switchedBetween } from '#sources/config-repository/flag-files'
import { readConfigHistory } from '#sources/config-repository/history'
import { readRules } from '#sources/config-repository/read-rules'
import { understandingOf } from '#sources/config-repository/settings'
import { TestRepository } from '../../../support/git-repository.ts'

const variants = { on: true, off: false }
const flagd = (state: string, defaultVariant = 'on', more: object = {}): string =>
  JSON.stringify({
    flags: { 'new-cart': { state, variants, defaultVariant, ...more }, other: { state: 'ENABLED', variants } },
  })
const resource = (defaultVariant: string): string => `apiVersion: core.openfeature.dev/v1beta1
kind: FeatureFlag
metadata: { name: flags }
spec:
  flagSpec:
    flags:
      new-cart: { state: ENABLED, variants: { "yes": true, "no": false }, defaultVariant: "${defaultVariant}" }
`
const off = [{ key: 'new-cart', enabled: false }]

it.each([
  { what: 'a state that became DISABLED', before: flagd('ENABLED'), after: flagd('DISABLED'), switched: off },
  { what: 'the variant that is off', before: flagd('ENABLED'), after: flagd('ENABLED', 'off'), switched: off },
  {
    what: 'the way back',
    before: flagd('DISABLED'),
    after: flagd('ENABLED'),
    switched: [{ key: 'new-cart', enabled: true }],
  },
  { what: 'a resource', before: resource('yes'), after: resource('no'), switched: off },
  { what: 'another variant that is on', before: flagd('ENABLED', 'a'), after: flagd('ENABLED', 'b'), switched: [] },
  { what: 'targeting', before: flagd('ENABLED'), after: flagd('ENABLED', 'on', { targeting: {} }), switched: [] },
  { what: 'a new flag', before: '{"flags": {}}', after: flagd('DISABLED'), switched: [] },
  {
    what: 'a resource of another kind',
    before: resource('yes').replace('FeatureFlag', 'X'),
    after: resource('no').replace('FeatureFlag', 'X'),
    switched: [],
  },
  { what: 'what cannot be read', before: flagd('ENABLED'), after: '{"flags": [', switched: null },
])('reads $what', ({ before, after, switched }) => expect(switchedBetween(before, after)).toEqual(switched))

const rules = readRules(String.raw`
flags:
  - path: 'flags/(?<environment>\w+)/(?<service>\w+)\.json'
`)

it('tells of the files that are named, and of no others, what each commit switched', async () => {
  const repository = await TestRepository.create((git) =>
    git
      .commit('start', { files: { 'flags/live/shop.json': flagd('ENABLED'), 'more/live/shop.json': flagd('ENABLED') } })
      .commit('Off for OPS-7\n\nAs was done for OPS-3.\n\nIncident: OPS-8\nSigned-off-by: OPS-4', {
        files: { 'flags/live/shop.json': flagd('DISABLED'), 'more/live/shop.json': flagd('DISABLED') },
      })
      .commit('broken', { files: { 'flags/live/shop.json': '{"flags": [' } }),
  )
  const history = await readConfigHistory(await openRepository(repository.path), understandingOf(rules))
  const [, switching] = history.commits
  const flags = history.commits
    .flatMap((commit) => statementsOf(commit, 'git.example/acme/config'))
    .filter(({ type }) => type === 'flag')
  expect(flags).toMatchObject([
    {
      key: 'new-cart',
      environment: 'live',
      service: 'shop',
      enabled: false,
      at: new Date(switching?.committedAt ?? 0).toISOString(),
      reason: 'Off for OPS-7\nIncident: OPS-8',
      attributes: { configCommit: `git.example/acme/config@${switching?.sha}`, path: 'flags/live/shop.json' },
    },
  ])
  const sender = { source: 'config', allowAnySource: false, mayImport: false, now: Date.UTC(2030, 0, 1) }
  expect(parseEvent(flags[0], sender)).toMatchObject({ ok: true })
  expect(history.skipped).toMatchObject([{ path: 'flags/live/shop.json', reason: 'BROKEN', times: 1 }])
})

it('refuses files of flags of no environment', () =>
  expect(() => readRules("flags:\n  - path: 'flags/.*'\n")).toThrow(/say the environment/))
