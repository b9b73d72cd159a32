import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leadStarts, leadUnits, startsOf, writers } from '#dashboards/definition-choice'
import { measureNames } from '#reports/measures'
import {
  addKinds,
  againsts,
  chooseService,
  defaultState,
  evidenceKinds,
  formatUrl,
  parseUrl,
  sortColumns,
  stateOfPage,
  type UrlState,
} from '#dashboards/url-state'
import { isDuration, isMoment } from '#dashboards/url-values'
import { statedOfDashboard } from '#dashboards/page-address'

/** As a browser would split it, dots in the path and all. */
function throughBrowser(url: string): UrlState {
  const { pathname, search } = new URL(url, 'http://localhost:4000')
  return parseUrl(pathname, search)
}

const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 })
const id = fc.stringMatching(/^[\w-]{1,60}$/)
const instant = fc.integer({ min: 631_152_000_000, max: 4_102_444_800_000 }).map((at) => new Date(at).toISOString())
const pair = fc
  .tuple(instant, instant)
  .filter(([from, to]) => from < to)
  .map(([from, to]) => ({ from, to }))
const dates = pair
  .map(({ from, to }) => ({ from: from.slice(0, 10), to: to.slice(0, 10) }))
  .filter(({ from, to }) => from < to)
const duration = fc.constantFrom('P90D', 'P7D', 'P1Y', 'P2W', 'PT12H', 'P1Y2M3W4DT5H6M')

/** What a dashboard's address does not state is as the dashboard begins, and stands for nothing here. */
function asStated(state: UrlState): UrlState {
  const { page } = state
  if (page.name !== 'dashboard') return state
  const { range, timeZone, environment } = defaultState
  const given = (field: 'range' | 'timeZone' | 'environment') => page.stated.includes(field)
  return {
    ...state,
    range: given('range') ? state.range : range,
    timeZone: given('timeZone') ? state.timeZone : timeZone,
    environment: given('environment') ? state.environment : environment,
  }
}

const states: fc.Arbitrary<UrlState> = fc
  .record({
    page: fc.oneof(
      fc.constantFrom(
        { name: 'overview' as const },
        { name: 'compare' as const },
        { name: 'coverage' as const },
        { name: 'incidents' as const },
        { name: 'alerts' as const },
        { name: 'alerting' as const },
        { name: 'setup' as const },
      ),
      fc
        .record({ dashboard: id, stated: fc.subarray([...statedOfDashboard]) })
        .map((page) => ({ name: 'dashboard' as const, ...page })),
      fc.constantFrom(
        { name: 'dashboards' as const },
        { name: 'account' as const },
        { name: 'running' as const },
        { name: 'changes' as const },
      ),
      fc.constantFrom(null, ...measureNames).map((metric) => ({ name: 'definitions' as const, metric })),
      id.map((deployment) => ({ name: 'deployment' as const, deployment })),
      id.map((incident) => ({ name: 'incident' as const, incident })),
      id.map((change) => ({ name: 'change' as const, change })),
      name.map((service) => ({ name: 'service' as const, service })),
      fc.oneof(name, fc.constantFrom('.', '..', '/')).map((team) => ({ name: 'team' as const, team })),
      fc.oneof(name, fc.constantFrom('github', '.', '/')).map((source) => ({ name: 'source' as const, source })),
      fc
        .constantFrom('.', '..', '/', '%2F', '?', '#', '../..', ' ')
        .map((service) => ({ name: 'service' as const, service })),
    ),
    range: fc.oneof(
      duration.map((last) => ({ last })),
      pair,
      dates,
    ),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/Argentina/Buenos_Aires'),
    environment: name,
    definition: fc
      .record({
        unit: fc.constantFrom(...leadUnits),
        start: fc.constantFrom(...leadStarts),
        excludeWeekend: fc.boolean(),
        authorship: fc.constantFrom(null, ...writers),
      })
      .filter(({ unit, start }) => startsOf(unit).includes(start)),
    search: fc.string({ unit: 'binary', maxLength: 80 }),
    team: fc.string({ unit: 'binary', maxLength: 80 }),
    services: fc
      .uniqueArray(name, { maxLength: 6 })
      .map((names) => names.toSorted((a, b) => (a < b ? -1 : Number(a > b)))),
    against: fc.constantFrom(...againsts),
    sort: fc.record({ column: fc.constantFrom(...sortColumns), descending: fc.boolean() }),
    evidence: fc.constantFrom(...evidenceKinds),
    focus: fc.option(pair, { nil: null }),
    open: fc.option(name, { nil: null }),
    at: fc.option(fc.oneof(instant, fc.constant('2026-03-02')), { nil: null }),
    add: fc.constantFrom(null, ...addKinds),
    why: fc.boolean(),
    onlyOpen: fc.boolean(),
  })
  .map(asStated)

describe('the address', () => {
  it('gives back every state that it was made from', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(throughBrowser(formatUrl(state))).toEqual(state)
      }),
      { numRuns: 500 },
    )
  })

  it('is read whatever it says, and then stays as it is', () => {
    const noise = fc.string({ unit: 'binary', maxLength: 60 })
    const keys = fc.constantFrom(
      'last',
      'from',
      'to',
      'tz',
      'env',
      'sort',
      'show',
      'service',
      'against',
      'focus',
      'open',
      'at',
      'add',
      'why',
      'only',
      'q',
      'name',
      '__proto__',
    )
    const query = fc.array(fc.tuple(keys, noise)).map((pairs) => `?${new URLSearchParams(pairs).toString()}`)
    const path = fc.oneof(
      fc.constantFrom(
        '/',
        '/compare',
        '/coverage',
        '/setup',
        '/running',
        '/changes',
        '/incidents',
        '/alerts',
        '/deployments/',
        '/changes/..',
      ),
      noise.map((text) => `/${text}`),
      noise.map((text) => `/services/${text}`),
      noise.map((text) => `/teams/${text}`),
    )
    fc.assert(
      fc.property(path, query, (pathname, search) => {
        const state = throughBrowser(new URL(`http://localhost${pathname}`.slice(0, 400)).pathname + search)
        expect(throughBrowser(formatUrl(state))).toEqual(state)
      }),
      { numRuns: 500 },
    )
  })

  it('of the default state is bare', () => {
    expect(formatUrl(defaultState)).toBe('/')
    expect(parseUrl('/', '')).toEqual(defaultState)
  })

  it.each([
    ['checkout', '/services/checkout'],
    ['a/b', '/services/a%2Fb'],
    ['<img src=x>', '/services/%3Cimg%20src%3Dx%3E'],
    ['..', '/services?name=..'],
    ['חיפוש', '/services/%D7%97%D7%99%D7%A4%D7%95%D7%A9'],
  ])('leads to the service %s by %s', (service, url) => {
    expect(formatUrl({ ...defaultState, page: { name: 'service', service } })).toBe(url)
    expect(throughBrowser(url).page).toEqual({ name: 'service', service })
  })

  it('of a name with half a surrogate pair leads somewhere instead of failing', () => {
    const state: UrlState = { ...defaultState, page: { name: 'service', service: 'a\uD800b' } }
    expect(throughBrowser(formatUrl(state)).page).toEqual({ name: 'service', service: 'a\uFFFDb' })
  })

  it('holds the services that are chosen, each once, by name', () => {
    const chosen = chooseService(
      chooseService(throughBrowser('/compare?service=b%2C%3D1&service=a&service=a'), 'c', true),
      'a',
      false,
    )
    expect(chosen.services).toEqual(['b,=1', 'c'])
    expect(formatUrl({ ...chosen, against: 'none' })).toBe('/compare?service=b%2C%3D1&service=c&against=none')
  })

  it('says when there is no such page', () => {
    expect(parseUrl('/nowhere', '').page).toEqual({ name: 'unknown', path: '/nowhere' })
    expect(parseUrl('/services/%E0%A4%A', '').page).toEqual({ name: 'unknown', path: '/services/%E0%A4%A' })
    expect(parseUrl('/services/a/b', '').page.name).toBe('unknown')
    expect(parseUrl('/deployments/a.b', '').page.name).toBe('unknown')
    expect(parseUrl('/deployments', '').page.name).toBe('unknown')
  })

  it.each([
    ['?last=-P90D', { last: 'P90D' }],
    ['?from=2026-03-09&to=2026-03-02', { last: 'P90D' }],
    ['?from=2026-02-30&to=2026-03-02', { last: 'P90D' }],
    ['?from=2026-03-02', { last: 'P90D' }],
    ['?from=2026-03-02&to=2026-03-09', { from: '2026-03-02', to: '2026-03-09' }],
    ['?last=P1Y', { last: 'P1Y' }],
  ])('%s means the range %o', (search, range) => {
    expect(parseUrl('/', search).range).toEqual(range)
  })

  it('keeps time, zone and environment on the way to another page, and nothing else', () => {
    const state = parseUrl('/', '?last=P30D&tz=Asia/Kolkata&env=staging&q=shop&sort=-team&team=Payments')
    const next = stateOfPage(state, { name: 'service', service: 'shop' })
    expect(formatUrl(next)).toBe('/services/shop?last=P30D&tz=Asia/Kolkata&env=staging')
  })
})

describe('durations and moments', () => {
  it.each(['P90D', 'P1Y', 'PT1H', 'P1DT12H', 'PT30M'])('%s is a duration', (text) =>
    expect(isDuration(text)).toBe(true),
  )
  it.each(['', 'P', 'PT', 'P0D', '90D', 'P-1D', 'P1DT', 'P1.5D', 'p1d', 'P999999D'])('"%s" is none', (text) =>
    expect(isDuration(text)).toBe(false),
  )
  it.each(['2026-03-02', '2024-02-29', '2026-03-02T09:30:00Z', '2026-03-02T09:30+05:30'])('%s is a moment', (text) =>
    expect(isMoment(text)).toBe(true),
  )
  it.each(['2026-02-29', '2026-3-2', 'yesterday', '2026-03-02T25:00:00Z', '2026-03-02T09:30'])('%s is none', (text) =>
    expect(isMoment(text)).toBe(false),
  )
})
