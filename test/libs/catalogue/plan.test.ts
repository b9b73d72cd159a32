import { describe, expect, it } from 'vitest'
import { effectsOf, namesToday } from '#domain/catalogue-effects'
import { planCatalogue, type RuleOfEnvironment } from '#catalogue/plan'
import { pathText } from '#catalogue/problem'
import { changeWords } from '#catalogue/words'
import type {
  CatalogueChange,
  CatalogueState,
  EnvironmentRule,
  PresentService,
  WantedCatalogue,
  WantedService,
} from '#domain/catalogue'

const context = { now: 0, placeText: pathText }

function service(name: string, more: Partial<PresentService> = {}): PresentService {
  return {
    name,
    team: null,
    repository: null,
    paths: [],
    images: [],
    badges: false,
    incidentKeys: [],
    aliases: [],
    discovered: true,
    deployments: 5,
    ...more,
  }
}

function state(services: readonly PresentService[], more: Partial<CatalogueState> = {}): CatalogueState {
  return {
    teams: [],
    services,
    environments: [],
    environmentRules: [],
    rules: {},
    alerts: [],
    freezes: [],
    notify: [],
    alertChannels: [],
    channels: [],
    dashboards: [],
    ...more,
  }
}

/** By the name alone, as exactly as the tests need it. */
function rulesOf(rules: readonly EnvironmentRule[]): RuleOfEnvironment {
  return (environment) =>
    rules.find(
      ({ name, match }) => name === environment || match.some((glob) => glob.name?.replace('*', '') === environment),
    ) ?? null
}

function planned(present: CatalogueState, wanted: WantedCatalogue): readonly CatalogueChange[] {
  const { changes, problems } = planCatalogue(present, wanted, rulesOf, context)
  expect(problems).toEqual([])
  return changes
}

function steps(present: readonly PresentService[], wanted: readonly WantedService[]): readonly CatalogueChange[] {
  return planned(state(present), { services: wanted })
}

describe('the plan of services', () => {
  it('makes what nobody spoke of', () => {
    expect(steps([], [{ name: 'shop', team: 'A', aliases: ['store'] }])).toEqual([
      { type: 'SERVICE_CREATED', service: 'shop', change: { team: 'A' } },
      { type: 'ALIAS_ADDED', service: 'shop', alias: 'store', from: null },
    ])
  })

  it('confirms what appeared by itself, and changes what differs', () => {
    expect(steps([service('shop', { paths: ['a/**', 'b/**'] })], [{ name: 'shop', paths: ['b/**', 'a/**'] }])).toEqual([
      { type: 'SERVICE_CHANGED', service: 'shop', change: {}, before: {}, confirmed: true },
    ])
    const known = service('shop', { discovered: false, team: 'A', repository: 'github.com/a/b' })
    expect(steps([known], [{ name: 'shop', team: null, repository: 'github.com/a/b', paths: ['x/**'] }])).toEqual([
      {
        type: 'SERVICE_CHANGED',
        service: 'shop',
        change: { team: null, paths: ['x/**'] },
        before: { team: 'A', paths: [] },
        confirmed: false,
      },
    ])
  })

  it('leaves alone what the file does not name, and what is as it is wanted', () => {
    const known = service('shop', { discovered: false, team: 'A', aliases: ['store', 'old'] })
    expect(steps([known, service('cart')], [{ name: 'shop', team: 'A', aliases: ['store'] }])).toEqual([])
  })

  it('renames where only the former name is there, and describes it then', () => {
    const change = { type: 'SERVICE_CHANGED', service: 'checkout', change: { team: 'B' }, before: { team: null } }
    expect(steps([service('shop')], [{ name: 'checkout', aliases: ['shop'], team: 'B' }])).toEqual([
      { type: 'SERVICE_RENAMED', from: 'shop', to: 'checkout' },
      { ...change, confirmed: false },
    ])
  })

  it('merges where both are there, or several former names', () => {
    expect(steps([service('shop'), service('checkout')], [{ name: 'checkout', aliases: ['shop'] }])).toMatchObject([
      { type: 'SERVICE_MERGED', from: 'shop', into: 'checkout' },
      { type: 'SERVICE_CHANGED', service: 'checkout', confirmed: true },
    ])
    expect(steps([service('a'), service('b')], [{ name: 'c', aliases: ['a', 'b'] }])).toEqual([
      { type: 'SERVICE_RENAMED', from: 'a', to: 'c' },
      { type: 'SERVICE_MERGED', from: 'b', into: 'c' },
    ])
  })

  it('gathers services that appeared under an incident key or an image', () => {
    const present = [service('shop', { discovered: false }), service('PX7', { deployments: 0 }), service('ghcr.io/a/b')]
    expect(steps(present, [{ name: 'shop', incidentKeys: ['PX7'], images: ['ghcr.io/a/b'] }])).toMatchObject([
      { type: 'SERVICE_MERGED', from: 'ghcr.io/a/b', into: 'shop' },
      { type: 'SERVICE_MERGED', from: 'PX7', into: 'shop' },
      { type: 'SERVICE_CHANGED', change: { images: ['ghcr.io/a/b'], incidentKeys: ['PX7'] } },
    ])
  })

  it('does not gather a service that is deployed, or described, because an incident tool uses its name', () => {
    const [only, ...others] = steps(
      [service('shop', { discovered: false }), service('cart', { deployments: 3 })],
      [{ name: 'shop', incidentKeys: ['cart'] }],
    )
    expect(only).toMatchObject({ type: 'SERVICE_CHANGED', change: { incidentKeys: ['cart'] } })
    expect(others).toEqual([])
  })

  it('parts two services again where the file lists both', () => {
    const merged = service('shop', { discovered: false, aliases: ['cart'] })
    expect(steps([merged], [{ name: 'shop' }, { name: 'cart', team: 'B' }])).toEqual([
      { type: 'SERVICE_SPLIT', service: 'cart', from: 'shop' },
      { type: 'SERVICE_CREATED', service: 'cart', change: { team: 'B' } },
    ])
  })

  it('does not part them because a file still has the former name', () => {
    const renamed = service('checkout', { discovered: false, aliases: ['shop'] })
    const plan = planCatalogue(state([renamed]), { services: [{ name: 'shop', team: 'B' }] }, rulesOf, context)
    expect(plan.changes).toEqual([])
    expect(plan.problems).toEqual([
      'shop is another name of the service checkout since it was renamed or merged. Write name: checkout (and aliases: [shop]) to describe it; list checkout and shop as two services to part them.',
    ])
  })

  it('moves an alias from one service to another', () => {
    const present = [service('a', { aliases: ['x'], discovered: false }), service('b', { discovered: false })]
    expect(steps(present, [{ name: 'b', aliases: ['x'] }])).toEqual([
      { type: 'ALIAS_ADDED', service: 'b', alias: 'x', from: 'a' },
    ])
  })
})

describe('the plan of the rest', () => {
  const environments = [
    { name: 'prod-eu', tier: 'OTHER' as const },
    { name: 'lab', tier: 'OTHER' as const },
    { name: 'staging', tier: 'STAGING' as const },
  ]

  it('adds teams', () => {
    expect(planned(state([], { teams: ['A'] }), { teams: ['A', 'B'] })).toEqual([{ type: 'TEAM_CREATED', team: 'B' }])
  })

  it('tells which environments become part of another, and which change their tier', () => {
    const rules: EnvironmentRule[] = [
      { name: 'production', tier: null, match: [{ name: 'prod-eu' }] },
      { name: 'lab', tier: 'TESTING', match: [] },
    ]
    expect(planned(state([], { environments }), { environments: rules })).toEqual([
      {
        type: 'ENVIRONMENTS_CHANGED',
        rules,
        moves: [{ from: 'prod-eu', to: 'production' }],
        tiers: [{ environment: 'lab', before: 'OTHER', after: 'TESTING' }],
      },
    ])
    expect(planned(state([], { environments, environmentRules: rules }), { environments: rules })).toEqual([])
  })

  it('gives back the tier of its name to an environment without a rule', () => {
    const rule: EnvironmentRule = { name: 'staging', tier: 'PRODUCTION', match: [] }
    const present = state([], { environments: [{ name: 'staging', tier: 'PRODUCTION' }], environmentRules: [rule] })
    expect(planned(present, { environments: [] })).toMatchObject([
      { moves: [], tiers: [{ environment: 'staging', before: 'PRODUCTION', after: 'STAGING' }] },
    ])
  })

  it('changes rules where they differ in content', () => {
    const present = state([], { rules: { mergeWindow: 1, hotfixLabels: ['a'] } })
    expect(planned(present, { rules: { hotfixLabels: ['a'], mergeWindow: 1 } })).toEqual([])
    expect(planned(present, { rules: {} })).toMatchObject([{ type: 'RULES_CHANGED', rules: {} }])
  })
})

describe('the effects of a plan', () => {
  it('are none of a new name, a team or an image', () => {
    const changes = steps([service('shop')], [{ name: 'checkout', aliases: ['shop', 'x'], team: 'B', images: ['a/b'] }])
    expect(changes).toHaveLength(3)
    expect(effectsOf(changes)).toEqual({ services: [], everything: [] })
  })

  it('name every service whose numbers move, and why', () => {
    const present = [service('a'), service('b'), service('c', { aliases: ['d'] })]
    const changes = steps(present, [
      { name: 'b', aliases: ['a'], paths: ['x/**'] },
      { name: 'c', repository: 'github.com/a/c' },
      { name: 'd' },
    ])
    expect(effectsOf(changes)).toEqual({
      services: [
        { service: 'b', reasons: ['takes over the history of a', 'other paths: other commits are its own'] },
        {
          service: 'c',
          reasons: ['what was said of d leaves it', 'another repository: its commits are looked for there'],
        },
        { service: 'd', reasons: ['what was said of d leaves c'] },
      ],
      everything: [],
    })
    expect(namesToday('b', changes, state(present))).toEqual(['b', 'a'])
    expect(namesToday('d', changes, state(present))).toEqual([])
  })

  it('are everything where rules change', () => {
    const rules: EnvironmentRule[] = [{ name: 'p', tier: null, match: [{ cluster: 'eu-*' }] }]
    expect(effectsOf(planned(state([]), { environments: rules, rules: { mergeWindow: 1 } })).everything).toEqual([
      'rules look at clusters and namespaces: parts of an environment may count elsewhere',
      'facts are made by other rules',
    ])
  })
})

it('a plan reads as words', () => {
  const present = state([service('shop', { team: 'A' }), service('cart'), service('own', { aliases: ['part'] })], {
    environments: [{ name: 'prod-eu', tier: 'OTHER' }],
  })
  const { changes } = planCatalogue(
    present,
    {
      teams: ['Payments'],
      services: [
        { name: 'checkout', aliases: ['shop', 'cart', 'store'], team: 'Payments', paths: ['src/**', 'lib/**'] },
        { name: 'new', repository: 'github.com/a/new' },
        { name: 'own' },
        { name: 'part' },
      ],
      environments: [
        { name: 'production', tier: 'PRODUCTION', match: [{ name: 'prod-eu' }, { cluster: 'eu', namespace: 'shop' }] },
      ],
      rules: { hotfixLabels: ['urgent'] },
    },
    rulesOf,
    context,
  )
  expect(changes.flatMap(changeWords).join('\n')).toBe(`+ team Payments
> service shop is called checkout; its past too, and statements that say shop
+ service new: repository github.com/a/new
> part is a service of its own again, no longer part of own
+ service part
> service cart becomes part of checkout, with its past
+ statements that say store mean checkout
~ service checkout
    team: A -> Payments
    paths: all of it -> src/**, lib/**
~ service own (appeared by itself, confirmed by this file)
~ environments: the first that matches
    production (PRODUCTION) <- name prod-eu, or cluster eu and namespace shop
  > prod-eu becomes part of production, with its past
~ rules:
    hotfixLabels: ["urgent"]`)
})
