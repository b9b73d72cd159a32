import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlagEvent, IncidentEvent } from '#domain/delivery-event'
import { MINUTE } from '#domain/instant'
import { alertAttribute } from '#domain/statement-attributes'
import { at, baseline, deploy, incident, projectInMemory } from '../../support/stream.ts'

const three = [baseline, deploy('D1', 'v1', '2 09:00'), deploy('D2', 'v2', '2 12:00')]

/** A switch of `new-checkout` in production, off and of no service unless it says more. */
function flag(switched: string, more: Partial<FlagEvent> = {}): FlagEvent {
  const about = { type: 'flag', source: 'launchdarkly', key: 'new-checkout', environment: 'prod' } as const
  return { ...about, at: at(switched), enabled: false, ...more }
}

/** How long D2 failed, by what it ended, and what joins the flags to the incident. */
function told(more: Partial<IncidentEvent>, ...flags: readonly FlagEvent[]) {
  const hurt = incident('OPS-7', '2 12:20', '2 13:30', { source: 'jira', deploymentId: 'D2', ...more })
  const { failures, incidents } = projectInMemory([...three, hurt, ...flags])
  return {
    minutes: (failures[0]?.duration ?? 0) / MINUTE,
    remedy: failures[0]?.remedy,
    by: failures[0]?.restoredByFlag,
    flags: incidents[0]?.flags?.map(({ method, confidence }) => `${method} ${confidence}`) ?? [],
  }
}

const unmoved = { minutes: 70, remedy: 'OTHER', by: undefined }
const ended = { minutes: 15, remedy: 'FLAG', by: 'new-checkout' }

describe('a flag that was switched off ends the impact', () => {
  it.each([
    { where: 'its statement names the incident', more: {}, said: { incidentId: 'OPS-7' }, method: 'FLAG_STATED' },
    { where: 'its reason names the id', more: {}, said: { reason: 'bad totals (OPS-7).' }, method: 'FLAG_REASON' },
    {
      where: 'its reason holds an address that ends in the id',
      more: {},
      said: { reason: 'see https://acme.example/browse/OPS-7?focus=1' },
      method: 'FLAG_REASON',
    },
    {
      where: 'its reason holds the address of the incident',
      more: { url: 'https://git.example/Acme/shop/issues/12/' },
      said: { reason: 'https://git.example/acme/shop/issues/12' },
      method: 'FLAG_REASON',
    },
    {
      where: 'the title names the flag',
      more: { title: 'New-Checkout: wrong totals' },
      said: { service: 'api' },
      method: 'FLAG_TITLE',
    },
    {
      where: 'its reason names an id in two parts',
      more: { id: 'acme/shop#12' },
      said: { reason: 'bad totals (acme/shop#12).' },
      method: 'FLAG_REASON',
    },
  ])('$where', ({ more, said, method }) => {
    expect(told(more, flag('2 12:35', said))).toEqual({ ...ended, flags: [`${method} HIGH`] })
  })

  it('is joined to the failure by its name', () => {
    const events = [...three, incident('I1', '2 12:20', null, { deploymentId: 'D2' })]
    const [failure] = projectInMemory([...events, flag('2 12:35', { incidentId: 'I1' })]).failures
    expect(failure?.links.find(({ method }) => method === 'FLAG_STATED')).toMatchObject({
      from: 'flag new-checkout',
      to: 'incident api/I1',
      confidence: 'HIGH',
      at: at('2 12:35'),
    })
  })
})

describe('a flag that only time joins to an incident', () => {
  const near = flag('2 12:35', { service: 'api' })

  it('is a suggestion that ends nothing', () => {
    expect(told({}, near)).toEqual({ ...unmoved, flags: ['FLAG_TIME_ONLY LOW'] })
  })
  it('counts once somebody says so, and is told once', () => {
    const confirmed = flag('2 12:35', { source: 'api', incidentId: 'OPS-7' })
    expect(told({}, near, confirmed)).toEqual({ ...ended, flags: ['FLAG_STATED HIGH'] })
  })
  it('is a suggestion while nobody has closed the incident, twenty at the most', () => {
    const many = Array.from({ length: 25 }, (_, index) => flag('2 12:35', { service: 'api', key: `f-${index}` }))
    expect(told({ resolvedAt: at('30') }, ...many).flags).toHaveLength(20)
  })
})

describe('a flag that is named and ended nothing is a suggestion', () => {
  const [reason, title] = [{ reason: 'OPS-7' }, { title: 'new-checkout fails' }]
  const on = (when: string) => flag(when, { enabled: true, source: 'unleash' })

  it('where it was switched on again before the end', () => {
    const again = [flag('2 12:25', reason), on('2 12:35')]
    expect(told({}, ...again)).toEqual({ ...unmoved, flags: ['FLAG_REASON LOW'] })
    expect(told(title, flag('2 12:25', { service: 'api' }), on('2 12:35'))).toEqual({
      ...unmoved,
      flags: ['FLAG_TITLE LOW'],
    })
    expect(told({}, ...again, flag('2 12:35', { ...reason, at: at('2 12:35') + MINUTE / 2 })).minutes).toBe(15.5)
  })
  it.each([
    { where: 'after the end', more: {}, when: '2 13:30', minutes: 15 },
    { where: 'after the mitigation', more: { mitigatedAt: at('2 12:50') }, when: '2 12:55', minutes: 15 },
    { where: 'of another key', more: {}, when: '2 12:40', key: 'old-checkout', minutes: 15 },
    { where: 'before', more: {}, when: '2 12:30', minutes: 15 },
  ])('but not where that was $where', ({ more, when, key = 'new-checkout', minutes }) => {
    expect(told(more, flag('2 12:35', reason), { ...on(when), key }).minutes).toBe(minutes)
  })
  it('where nobody knows of which service the flag is that a title names', () => {
    expect(told(title, flag('2 12:35'))).toEqual({ ...unmoved, flags: ['FLAG_TITLE LOW'] })
  })
  it('where it was switched before the impact began, though it says that it was for it', () => {
    expect(told({}, flag('2 10:00', { incidentId: 'OPS-7' }))).toEqual({ ...unmoved, flags: ['FLAG_STATED LOW'] })
    expect(told({ resolvedAt: at('30') }, flag('2 10:00', { incidentId: 'OPS-7' })).minutes).toBeGreaterThan(0)
  })
  it.each([
    { other: 'jira', method: 'FLAG_REASON LOW', minutes: 70 },
    { other: 'pagerduty', method: 'FLAG_REASON HIGH', minutes: 15 },
  ])('where its reason names a second incident of its source: $other', ({ other, method, minutes }) => {
    const hurt = incident('OPS-7', '2 12:20', '2 13:30', { source: 'jira', deploymentId: 'D2' })
    const second = incident('OPS-8', '2 12:21', '2 13:30', { source: other, services: ['web'] })
    const events = [...three, hurt, second, flag('2 12:35', { reason: 'OPS-7, OPS-8' })]
    const { failures, incidents } = projectInMemory(events)
    expect(incidents[0]?.flags?.map((each) => `${each.method} ${each.confidence}`)).toEqual([method])
    expect((failures[0]?.duration ?? 0) / MINUTE).toBe(minutes)
  })
})

it.each([{ incidentId: 'F-2' }, { reason: 'off for F-2' }, { reason: 'see https://a.example/alerts/second' }])(
  'a flag finds what an alert fired again by the name of any part: %j',
  (said) => {
    const alert = { source: 'alerts', attributes: { [alertAttribute]: 'f' } }
    const events = [
      incident('F-1', '2 12:20', '2 12:25', { ...alert, deploymentId: 'D2' }),
      incident('F-2', '2 12:30', '2 13:30', { ...alert, url: 'https://a.example/alerts/second/' }),
    ]
    const { incidents } = projectInMemory([...three, ...events, flag('2 12:35', said)])
    expect(incidents).toHaveLength(1)
    expect(incidents[0]).toMatchObject({ restoredAt: at('2 12:35'), flags: [{ confidence: 'HIGH' }] })
  },
)

describe('a flag is joined to no incident', () => {
  it.each([
    { why: 'it was switched on', more: {}, switched: flag('2 12:35', { service: 'api', reason: 'OPS-7' }), on: true },
    { why: 'it was switched before', more: {}, switched: flag('2 12:19', { service: 'api', reason: 'OPS-7' }) },
    { why: 'it was switched after', more: {}, switched: flag('2 13:31', { service: 'api', reason: 'OPS-7' }) },
    { why: 'it is of another service', more: {}, switched: flag('2 12:35', { service: 'web' }) },
    {
      why: 'it was switched for it more than a week before',
      more: { openedAt: at('12 12:20'), resolvedAt: at('12 13:30') },
      switched: flag('5 12:00', { incidentId: 'OPS-7' }),
    },
    { why: 'it is of no service', more: {}, switched: flag('2 12:35') },
    { why: 'its key is a plain word', more: { title: 'search is down' }, switched: flag('2 12:35', { key: 'search' }) },
    { why: 'it means another incident', more: {}, switched: flag('2 12:35', { service: 'api', incidentId: 'OPS-8' }) },
    {
      why: 'its key is only part of a word',
      more: { title: 'new-checkout-flow is down' },
      switched: flag('2 12:35'),
    },
  ])('where $why', ({ more, switched, on = false }) => {
    expect(told(more, { ...switched, enabled: on })).toEqual({ ...unmoved, flags: [] })
  })

  it('by time alone where it is not in production', () => {
    const events = [...three, incident('I1', '2 12:20', null, { deploymentId: 'D2' })].map((event) => ({
      ...event,
      environment: 'staging',
    }))
    const switched = flag('2 12:35', { service: 'api', environment: 'staging' })
    expect(projectInMemory([...events, switched], { environment: 'staging' }).incidents[0]?.flags).toBeUndefined()
  })
})

it('no flag adds a deployment, rework or a failure', () => {
  const deployments = [
    ...three,
    deploy('D3', 'v1', '2 13:00'),
    deploy('D4', 'v4', '2 16:00', { remediates: ['OPS-7'] }),
    incident('OPS-7', '2 12:20', null, { title: 'new-checkout fails' }),
    incident('OPS-8', '2 16:10', '2 17:00', { deploymentId: 'D4' }),
  ]
  const without = projectInMemory(deployments)
  const switches = fc.record(
    {
      key: fc.constantFrom('new-checkout', 'cart', 'v2'),
      at: fc.integer({ min: at('2 08:00'), max: at('3') }),
      enabled: fc.boolean(),
      service: fc.constantFrom('api', 'web'),
      reason: fc.constantFrom('OPS-7', 'because of OPS-8', ''),
      incidentId: fc.constantFrom('OPS-7', 'OPS-8', 'nothing'),
    },
    { requiredKeys: ['key', 'at', 'enabled'] },
  )
  fc.assert(
    fc.property(fc.array(switches, { maxLength: 6 }), (said) => {
      const flags = said.map((more) => flag('2', more))
      const told = projectInMemory([...deployments, ...flags])
      expect(told.deployments).toEqual(without.deployments)
      expect(told.failures.map(({ key }) => key)).toEqual(without.failures.map(({ key }) => key))
    }),
    { numRuns: 100 },
  )
})
