import type { DeliveryEvent, IncidentClassification } from '#domain/delivery-event'
import { HOUR, MINUTE } from '#domain/instant'
import { describe, expect, it } from 'vitest'
import { at, baseline, commit, deploy, incident, projectInMemory } from '../../support/stream.ts'

describe('blame', () => {
  const three = [baseline, deploy('D1', 'v1', '2 09:00'), deploy('D2', 'v2', '2 12:00')]
  const failed = (events: readonly DeliveryEvent[], rules = {}): string[] =>
    projectInMemory(events, { rules }).failures.map(
      ({ deploymentKey, basis }) => `${deploymentKey.replace('deployment|api|', '')} ${basis}`,
    )

  it('blames the last deployment by time alone, within the window only', () => {
    const late = incident('I1', '2 13:00', '2 14:00')
    expect(failed([...three, late], { blameWindow: 24 * HOUR })).toEqual(['D2 TIME_ONLY'])
    expect(failed([...three, late], { blameWindow: 30 * MINUTE })).toEqual([])
  })
  it('does not blame anything for what a stated cause explains', () =>
    expect(
      failed([...three, incident('I1', '2 13:00', '2 14:00', { cause: 'external' })], { blameWindow: 24 * HOUR }),
    ).toEqual([]))
  it('knows which incidents a deployment repairs, by its own word or by that of the incident', () => {
    const events = [
      ...three,
      incident('I1', '2 13:00', '2 15:00', { deploymentId: 'D2' }),
      incident('I2', '2 13:10', '2 15:00', { deploymentId: 'D2', fixedBySha: 'v4' }),
      deploy('D3', 'v3', '2 14:00', { remediates: ['I1', 'D1', 'nothing'] }),
      deploy('D4', 'v4', '2 14:30', { sha: 'v4' }),
    ]
    const repairs = projectInMemory(events).deployments.map(({ repairs: keys }) => keys)
    expect(repairs).toEqual([undefined, undefined, undefined, ['api/I1'], ['api/I2']])
  })
  it('lets a correction win, and keeps it', () => {
    const events: DeliveryEvent[] = [
      ...three,
      incident('I1', '2 13:00', '2 14:00'),
      {
        type: 'override',
        source: 'api',
        id: 'O1',
        at: at('4'),
        by: 'ana',
        reason: 'slow leak',
        incidentId: 'I1',
        deploymentId: 'D1',
      },
    ]
    expect(failed(events, { blameWindow: 24 * HOUR })).toEqual(['D1 OVERRIDE'])
    expect(projectInMemory(events).incidents[0]?.overrides).toHaveLength(1)
  })
  it.each<[IncidentClassification, string, string]>([
    ['false_positive', 'Till 2 is out', 'incident “Till 2 is out” is a false alarm, nothing was wrong'],
    ['alert', '', 'incident I1 is an alert that nobody had to act on'],
    ['incident', 'long'.repeat(30), `incident “${'long'.repeat(19)}lon…” is an incident after all`],
  ])('says of a correction to %s what the pages offer, of the incident by its title', (classification, title, said) => {
    const who = { by: 'ana', reason: 'seen', at: at('4') }
    const events: DeliveryEvent[] = [
      ...three,
      incident('I1', '2 13:00', '2 14:00', { title }),
      { type: 'override', source: 'api', id: 'O1', ...who, incidentId: 'I1', classification },
    ]
    expect(projectInMemory(events).incidents[0]?.overrides).toMatchObject([{ ...who, settles: said }])
  })
  it.each([
    { what: 'that nobody told of', named: 'D9', more: [], expected: ['D2 TIME_ONLY'] },
    { what: 'of another service', named: 'D9', more: [deploy('D9', 'x', '2 12:30', { service: 'web' })], expected: [] },
    { what: 'by its full name', named: 'deployment|api|D1', more: [], expected: ['D1 OVERRIDE'] },
  ])('lets a correction that names a deployment $what count as far as it is known', ({ named, more, expected }) => {
    const said = { type: 'override', source: 'api', by: 'ana', reason: 'seen', incidentId: 'I1' } as const
    const events: DeliveryEvent[] = [
      ...three,
      ...more,
      incident('I1', '2 13:00', '2 14:00'),
      { ...said, id: 'O1', at: at('4'), deploymentId: named },
    ]
    expect(failed(events, { blameWindow: 24 * HOUR })).toEqual(expected)
    // Until then the one before it stands.
    const earlier: DeliveryEvent = { ...said, id: 'O0', at: at('3'), deploymentId: 'D1' }
    expect(failed([...events, earlier], { blameWindow: 24 * HOUR })).toEqual(
      expected[0] === 'D2 TIME_ONLY' ? ['D1 OVERRIDE'] : expected,
    )
  })
  it('lays an incident that names its culprit to the deployment of its own source, of whatever service', () => {
    const named = incident('I1', '2 12:20', null, { source: 'pager', deploymentId: 'D2' })
    const other = deploy('D2', 'x', '2 12:00', { source: 'pager', service: 'web' })
    expect(failed([...three, named])).toEqual(['D2 EXPLICIT'])
    expect(failed([...three, named, other])).toEqual([])
    expect(failed([...three, { ...named, deploymentSource: 'api' }, other])).toEqual(['D2 EXPLICIT'])
    // Two other sources have one of that name: nobody knows which.
    expect(failed([...three, named, { ...other, source: 'ci' }])).toEqual([])
  })
  it('blames the first deployment after the target of a rollback; later ones are rolled past', () => {
    const history = projectInMemory([...three, deploy('D3', 'v3', '2 15:00'), deploy('D4', 'v1', '2 16:00')])
    expect(history.failures.map(({ deploymentKey }) => deploymentKey)).toEqual(['deployment|api|D2'])
    expect(history.deployments.filter(({ rolledPast }) => rolledPast).map(({ version }) => version)).toEqual(['v3'])
  })
  it.each([
    { what: 'the one before', configSha: 'k1', failed: ['C2'] },
    { what: 'a new one, as a git revert makes it', configSha: 'k9', failed: ['C3'] },
    { what: 'the live one', configSha: 'k3', failed: [] },
  ])('blames what brought the configuration that a rollback takes back to $what', ({ configSha, failed: culprits }) => {
    const events = [
      deploy('D1', 'v1', '2 09:00', { configSha: 'k1' }),
      deploy('C2', 'v1', '2 12:00', { configSha: 'k2' }),
      deploy('C3', 'v1', '2 13:00', { configSha: 'k3' }),
      deploy('R', 'v1', '2 14:00', { configSha, kind: 'ROLLBACK' }),
    ].map((event) => ({ ...event, configRepository: 'config' }))
    const { failures, deployments } = projectInMemory(events)
    expect(failures.map(({ deploymentKey }) => deploymentKey)).toEqual(culprits.map((id) => `deployment|api|${id}`))
    expect(deployments.filter(({ rolledPast }) => rolledPast)).toHaveLength(configSha === 'k1' ? 1 : 0)
  })
  it('takes a revert within the window for a failure, and its re-land for neither', () => {
    const events: DeliveryEvent[] = [
      baseline,
      commit('c1', '2 09:00'),
      deploy('D1', 'v1', '2 11:00', { includes: ['c1'] }),
      commit('r1', '3 10:00', { reverts: ['c1'] }),
      deploy('D2', 'v2', '3 10:40', { includes: ['r1'] }),
      commit('rr1', '4 09:00', { reverts: ['r1'] }),
      deploy('D3', 'v3', '4 15:00', { includes: ['rr1'] }),
    ]
    expect(failed(events)).toEqual(['D1 REVERT'])
    expect(projectInMemory(events).deployments.map(({ rework }) => rework)).toEqual([[], [], ['REVERT'], []])
  })
  it('lets a flag end the impact', () => {
    const events: DeliveryEvent[] = [
      ...three,
      incident('I1', '2 12:20', '2 13:30', { deploymentId: 'D2' }),
      {
        type: 'flag',
        source: 'api',
        key: 'new-checkout',
        environment: 'prod',
        enabled: false,
        at: at('2 12:35'),
        incidentId: 'I1',
      },
    ]
    const [failure] = projectInMemory(events).failures
    expect([failure?.duration, failure?.restoredRule, failure?.remedy]).toEqual([
      15 * MINUTE,
      'MITIGATED_BY_FLAG',
      'FLAG',
    ])
  })
  it('ends an incident that nobody resolved with what repaired its deployment', () => {
    const history = projectInMemory([
      ...three,
      incident('I1', '2 12:20', null, { deploymentId: 'D2' }),
      deploy('D3', 'v1', '2 13:00'),
    ])
    expect(history.incidents.map(({ restoredAt, impact }) => [restoredAt, impact])).toEqual([
      [at('2 13:00'), [{ from: at('2 12:20'), to: at('2 13:00') }]],
    ])
  })
  it.each([
    { again: '2 14:00', fixed: '2 16:00', first: '2 16:00', hours: 4 - 20 / 60 },
    { again: '5 14:00', fixed: '5 16:00', first: '2 12:45', hours: 25 / 60 + 2 },
  ])('ends what began after the first repair with the next one: again $again', ({ again, fixed, first, hours }) => {
    const history = projectInMemory([
      ...three,
      incident('I1', '2 12:20', null, { deploymentId: 'D2' }),
      deploy('R', 'v1', '2 12:45'),
      incident('I2', again, null, { deploymentId: 'D2' }),
      deploy('D3', 'v3', fixed, { remediates: ['I2'] }),
    ])
    const [failure] = history.failures
    expect([failure?.restoredAt, failure?.duration, failure?.remedy]).toEqual([at(fixed), hours * HOUR, 'ROLL_FORWARD'])
    expect(history.deployments.at(-1)?.key).toBe(failure?.restoredByKey)
    expect(history.incidents.map(({ restoredAt }) => restoredAt)).toEqual([at(first), at(fixed)])
  })
  it('repairs the incident of its own source where another one has an incident of that id', () => {
    const [mine, other] = [
      incident('I1', '2 12:20', null, { deploymentId: 'D2' }),
      incident('I1', '2 09:30', null, { deploymentId: 'D1', source: 'pager' }),
    ]
    const restored = (source: string): (number | null)[] =>
      projectInMemory([
        ...three,
        mine,
        other,
        deploy('D3', 'v3', '2 16:00', { remediates: ['I1'], source }),
      ]).failures.map(({ restoredAt }) => restoredAt)
    expect(restored('api')).toEqual([null, at('2 16:00')])
    expect(restored('pager')).toEqual([at('2 16:00'), null])
    expect(restored('ci')).toEqual([null, null])
  })
  it('tells an incident that ended before it began as it is, beside others too', () => {
    const backwards = incident('I1', '2 12:20', '2 11:50', { deploymentId: 'D2' })
    expect(projectInMemory([...three, backwards]).failures).toMatchObject([
      { duration: -HOUR / 2, restoredAt: at('2 11:50'), restoredRule: 'RESOLVED' },
    ])
    const long = incident('I1', '2 12:20', '1 01:00', { deploymentId: 'D2' })
    const sound = incident('I2', '2 12:30', '2 13:20', { deploymentId: 'D2' })
    expect(projectInMemory([...three, long, sound]).failures).toMatchObject([{ duration: HOUR }])
  })

  it.each([
    { what: 'an incident', more: [], rework: ['INCIDENT'] },
    { what: 'a drill', more: [incident('I1', '2 12:20', null, { classification: 'drill' })], rework: [] },
    {
      what: 'what a correction calls a false alarm',
      more: [
        {
          type: 'override' as const,
          source: 'api',
          id: 'O1',
          at: at('4'),
          by: 'ana',
          reason: 'a noisy probe',
          incidentId: 'I1',
          classification: 'false_positive' as const,
        },
      ],
      rework: [],
    },
  ])('takes a deployment that remedies $what for rework: $rework', ({ more, rework }) => {
    const repair = deploy('D3', 'v3', '2 16:00', { remediates: ['I1'] })
    // Another source has a drill of that name, which the deployment does not mean.
    const other = incident('I1', '2 12:20', null, { source: 'pager', classification: 'drill' })
    const { deployments } = projectInMemory([...three, incident('I1', '2 12:20', null), other, ...more, repair])
    expect(deployments.at(-1)?.rework).toEqual(rework)
  })
  it('lets the clock run on through a reopening within a day, and leaves a longer gap out', () => {
    const log = (reopened: string, resolved: string): DeliveryEvent[] => [
      ...three,
      incident('I1', '2 12:20', '2 13:20', { deploymentId: 'D2' }),
      incident('I1', '2 12:20', null, { deploymentId: 'D2', reopenedAt: at(reopened) }),
      incident('I1', '2 12:20', resolved, { deploymentId: 'D2' }),
    ]
    expect(projectInMemory(log('2 15:20', '2 16:20')).failures[0]?.duration).toBe(4 * HOUR)
    expect(projectInMemory(log('4 15:20', '4 16:20')).failures[0]?.duration).toBe(2 * HOUR)
  })
})
