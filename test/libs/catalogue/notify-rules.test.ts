import { describe, expect, it } from 'vitest'
import { planCatalogue } from '#catalogue/plan'
import { pathText, problemText } from '#catalogue/problem'
import { placesOf, readCatalogue } from '#catalogue/read-catalogue'
import { changeWords } from '#catalogue/words'
import type { CatalogueState } from '#domain/catalogue'
import { effectsOf } from '#domain/catalogue-effects'

const lists = { paths: [], images: [], incidentKeys: [], aliases: [] }
const present: CatalogueState = {
  teams: ['Sales'],
  services: ['shop', 'cart'].map((name) => ({
    ...lists,
    name,
    team: null,
    repository: null,
    badges: false,
    discovered: false,
    deployments: 1,
  })),
  environments: [{ name: 'live', tier: 'PRODUCTION' }],
  environmentRules: [],
  rules: {},
  dashboards: [],
  alerts: [],
  freezes: [],
  notify: [],
  channels: ['chat', 'pager'],
  alertChannels: ['pager'],
}

const file = `notify:
  - name: sales
    teams: [Sales]
    channels: [chat]
  - { name: shop, services: [shop], environment: live, outcomes: [FAILED], channels: [chat] }
`

function told(text: string): string[] {
  const read = readCatalogue(text)
  return read.ok ? [] : read.problems.map((problem) => problemText('f', problem))
}

function planOf(text: string, state = present) {
  const read = readCatalogue(text)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const placeOf = placesOf(text)
  const placeText = (path: readonly PropertyKey[]): string => `f:${placeOf(path).line} ${pathText(path)}`
  const { changes, problems } = planCatalogue(state, read.wanted, () => () => null, { now: 0, placeText })
  expect(effectsOf(changes)).toEqual({ services: [], everything: [] })
  const origin = 'FILE' as const
  const after = { ...state, notify: (read.wanted.notify ?? []).map((rule) => ({ ...rule, origin })) }
  return { problems, words: changes.flatMap(changeWords), after }
}

describe('rules of deployments in a file', () => {
  it('are planned in words, and change nothing when applied again', () => {
    const { problems, words, after } = planOf(file)
    expect(problems).toEqual([])
    expect(words).toEqual([
      '+ deployments told by sales: all of Sales in production; FAILED, LIVE, ROLLED_BACK; tells chat',
      '+ deployments told by shop: shop in live; FAILED; tells chat',
    ])
    expect(planOf(file, after).words).toEqual([])
    expect(planOf(file.replace('outcomes: [FAILED], ', '').replace('sales', 'other'), after).words).toEqual([
      '+ deployments told by other: all of Sales in production; FAILED, LIVE, ROLLED_BACK; tells chat',
      '~ deployments told by shop',
      '    outcomes: FAILED -> FAILED, LIVE, ROLLED_BACK',
      '- deployments told by sales',
    ])
    expect(planOf('teams: []\n', after).words).toEqual([])
  })

  it.each([
    ['- { name: a, channels: [chat] }', 'services: is missing; name services or teams'],
    ['- { name: a, services: [shop] }', 'channels: is missing; write it.'],
    ['- { name: a, services: [shop], channels: [] }', 'channels'],
    ['- { name: a, services: [shop], channels: [chat], outcomes: [DONE] }', 'outcomes[0]'],
    ['- { name: a, services: [shop], channels: [chat], outcome: [LIVE] }', 'outcome'],
    [
      '- { name: a, services: [shop], channels: [chat] }\n  - { name: a, services: [cart], channels: [chat] }',
      'notify[1].name',
    ],
  ])('%s is refused', (rule, words) => {
    expect(told(`notify:\n  ${rule}\n`).join('\n')).toContain(words)
  })

  it('that name what nobody knows, or what takes alerts only, are told with their line', () => {
    const wrong = file
      .replace('[Sales]', '[Sale]')
      .replace('live', 'moon')
      .replace('channels: [chat] }', 'channels: [pager] }')
    const { problems } = planOf(wrong)
    expect(problems).toHaveLength(3)
    expect(problems[0]).toContain('f:3 notify[0].teams[0]: ')
    expect(problems[1]).toContain('f:5 notify[1].environment: ')
    expect(problems[2]).toContain('f:5 notify[1].channels[0]: "pager" takes alerts only')
  })
})
