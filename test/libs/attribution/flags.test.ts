import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FlagEvent, IncidentEvent } from '#domain/delivery-event'
import { MINUTE } from '#domain/instant'
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
      said: {},
      method: 'FLAG_TITLE',
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

describe('a flag is joined to no incident', () => {
  it.each([
    { why: 'it was switched on', more: {}, switched: flag('2 12:35', { service: 'api', reason: 'OPS-7' }), on: true },
    { why: 'it was switched before', more: {}, switched: flag('2 12:19', { service: 'api', reason: 'OPS-7' }) },
    { why: 'it was switched after', more: {}, switched: flag('2 13:31', { service: 'api', reason: 'OPS-7' }) },
    { why: 'it is of another service', more: {}, switched: flag('2 12:35', { service: 'web' }) },
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
