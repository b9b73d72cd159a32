import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeliveryEvent, DeploymentEvent } from '#domain/delivery-event'
import { HOUR, MINUTE } from '#domain/instant'
import { type BlameRule, blameRules } from '#domain/rules'
import type { Deployment, StreamHistory } from '#domain/stream-history'
import { at, baseline, deploy, incident, projectInMemory } from '../../support/stream.ts'

const v = (version: number, live: string, more: Partial<DeploymentEvent> = {}): DeploymentEvent =>
  deploy(`D${live}`, `v${version}`, live, more)
/** V1 at 9:00, V2 at 10:00, V3 at 11:00, V1 again at 12:00. */
const back = [baseline, v(1, '2 09:00'), v(2, '2 10:00'), v(3, '2 11:00'), v(1, '2 12:00')]

function tale(history: StreamHistory): { failed: string[]; rolledPast: (string | null)[] } {
  const versions = new Map(history.deployments.map(({ key, version }) => [key, version]))
  const minutes = (duration: number | null): string => (duration === null ? 'open' : String(duration / MINUTE))
  return {
    failed: history.failures.map(
      ({ deploymentKey, basis, duration }) => `${versions.get(deploymentKey)} ${basis} ${minutes(duration)}`,
    ),
    rolledPast: history.deployments.filter(({ rolledPast }) => rolledPast).map(({ version }) => version),
  }
}

const told = (events: readonly DeliveryEvent[], blame: BlameRule) =>
  tale(projectInMemory(events, { rules: { blame, blameWindow: 0 } }))
/** By all three rules, in their order. */
const byRules = (events: readonly DeliveryEvent[]) => blameRules.map((rule) => told(events, rule))

describe('a rollback blames', () => {
  it('the first after its target, the last before it, or all between, each from its own live time', () =>
    expect(byRules(back)).toEqual([
      { failed: ['v2 ROLLBACK 120'], rolledPast: ['v3'] },
      { failed: ['v3 ROLLBACK 60'], rolledPast: ['v2'] },
      { failed: ['v2 ROLLBACK 120', 'v3 ROLLBACK 60'], rolledPast: [] },
    ]))

  it('and each failure shows the rollback behind it', () => {
    const { failures } = projectInMemory(back, { rules: { blame: 'ALL_BETWEEN' } })
    expect(failures.map(({ links }) => links.map(({ from, to, method }) => [from, to, method]))).toEqual(
      failures.map(({ deploymentKey, restoredByKey }) => [
        [`deployment ${restoredByKey}`, `deployment ${deploymentKey}`, 'ROLLBACK'],
      ]),
    )
    expect(failures).toHaveLength(2)
  })

  it('what an incident names fails by all three, beside what the rollback accuses', () => {
    const named = incident('I', '2 11:10', '2 11:30', { deploymentId: 'D2 10:00' })
    expect(byRules([...back, named])).toEqual([
      { failed: ['v2 EXPLICIT 20'], rolledPast: ['v3'] },
      { failed: ['v2 EXPLICIT 20', 'v3 ROLLBACK 60'], rolledPast: [] },
      { failed: ['v2 EXPLICIT 20', 'v3 ROLLBACK 60'], rolledPast: [] },
    ])
  })

  it('an incident that names nothing is of the latest blamed one that was live when it opened', () => {
    const late = incident('I', '2 11:30', null)
    expect(byRules([...back, late]).map(({ failed }) => failed)).toEqual([
      ['v2 ROLLBACK 30'],
      ['v3 ROLLBACK 30'],
      ['v2 ROLLBACK 120', 'v3 ROLLBACK 30'],
    ])
    const early = incident('I', '2 10:30', null)
    expect(byRules([...back, early]).map(({ failed }) => failed)).toEqual([
      ['v2 ROLLBACK 90'],
      ['v3 ROLLBACK 60'],
      ['v2 ROLLBACK 90', 'v3 ROLLBACK 60'],
    ])
  })

  it('by a second rollback to one target only what came after the first', () => {
    const again = [...back, v(4, '3 09:00'), v(5, '3 10:00'), v(1, '3 11:00')]
    expect(byRules(again).map(({ failed }) => failed)).toEqual([
      ['v2 ROLLBACK 120', 'v4 ROLLBACK 120'],
      ['v3 ROLLBACK 60', 'v5 ROLLBACK 60'],
      ['v2 ROLLBACK 120', 'v3 ROLLBACK 60', 'v4 ROLLBACK 120', 'v5 ROLLBACK 60'],
    ])
  })

  it('what was live, where a rollback came before it: not what that one had taken back already', () => {
    const twice = [baseline, v(1, '2 09:00'), v(2, '2 10:00'), v(3, '2 11:00'), v(2, '2 12:00'), v(1, '2 13:00')]
    expect(byRules(twice).map(({ failed }) => failed)).toEqual([
      ['v2 ROLLBACK 180', 'v3 ROLLBACK 60'],
      ['v2 ROLLBACK 180', 'v3 ROLLBACK 60'],
      ['v2 ROLLBACK 180', 'v3 ROLLBACK 60'],
    ])
  })

  it('what its sender names, by all three, and beside it all others where all are to blame', () => {
    const named: DeliveryEvent = {
      type: 'rollback',
      source: 'api',
      id: 'R',
      service: 'api',
      environment: 'prod',
      version: 'v1',
      at: at('2 12:00'),
      deploymentId: 'D2 11:00',
    }
    expect(byRules([...back, named])).toEqual([
      { failed: ['v3 ROLLBACK 60'], rolledPast: ['v2'] },
      { failed: ['v3 ROLLBACK 60'], rolledPast: ['v2'] },
      { failed: ['v2 ROLLBACK 120', 'v3 ROLLBACK 60'], rolledPast: [] },
    ])
    const confidence = projectInMemory([...back, named], { rules: { blame: 'ALL_BETWEEN' } }).failures
    expect(confidence.map((failure) => failure.confidence)).toEqual(['MEDIUM', 'HIGH'])
  })
})

describe('for every history of versions that come and go', () => {
  const history = fc.record({
    versions: fc.array(fc.nat(5), { minLength: 1, maxLength: 14 }),
    incidents: fc.array(fc.record({ minute: fc.nat(900), named: fc.option(fc.nat(13)) }), { maxLength: 3 }),
  })
  const from = at('2 00:00')
  const events = ({ versions, incidents }: typeof history extends fc.Arbitrary<infer T> ? T : never) => [
    ...versions.map((version, index) => {
      const live = from + index * HOUR
      return deploy(`D${index}`, `v${version}`, '1', { liveAt: live, finishedAt: live })
    }),
    ...incidents.map(({ minute, named }, index) =>
      incident(`I${index}`, '1', null, {
        openedAt: from + minute * MINUTE,
        ...(named !== null && { deploymentId: `D${named % versions.length}` }),
      }),
    ),
  ]
  const failed = ({ failures }: StreamHistory): string[] => failures.map(({ deploymentKey }) => deploymentKey)
  const past = ({ deployments }: StreamHistory): Deployment[] => deployments.filter(({ rolledPast }) => rolledPast)

  it('all that fail by the one rule are those that fail by the first, and those that it was rolled past', () => {
    fc.assert(
      fc.property(history, (asked) => {
        const by = (blame: BlameRule) => projectInMemory(events(asked), { rules: { blame, blameWindow: 0 } })
        const [first, last, all] = [by('FIRST_AFTER_TARGET'), by('LAST_BEFORE_ROLLBACK'), by('ALL_BETWEEN')]
        expect(failed(all).toSorted()).toEqual([...failed(first), ...past(first).map(({ key }) => key)].toSorted())
        expect(past(all)).toEqual([])
        expect(failed(all)).toEqual(expect.arrayContaining(failed(last)))
        for (const one of [first, last, all]) expect(new Set(failed(one)).size).toBe(one.failures.length)
        const rework = (one: StreamHistory) => one.deployments.map((deployment) => deployment.rework)
        expect([rework(last), rework(all)]).toEqual([rework(first), rework(first)])
      }),
      { numRuns: 150 },
    )
  })
})
