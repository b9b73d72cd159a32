import { describe, expect, it } from 'vitest'
import { type MoveAnswer, type PreviewAnswer, previewWords, reasonWords } from '#dashboards/correction-words'
import {
  correctionsOfIncident,
  fixedChoices,
  inputOf,
  unlistedChoices,
  windowBeforeIncident,
} from '#dashboards/corrections-of'
import { certainty, metricAnswers } from './answers.ts'

const window = { from: '2026-03-02T00:00:00.000Z', to: '2026-03-09T00:00:00.000Z' }
const frequency = { ...certainty({ window }), perWeek: 4.2 }
const rate = (failed: number) => ({ ...certainty({ sampleSize: 8 }), rate: failed / 8, failed, deployments: 8 })
const deployed = {
  version: '1.4.2',
  kind: 'CODE',
  outcome: 'SUCCEEDED',
  liveAt: '2026-03-02T08:00:00Z',
  rolledPast: false,
  rework: [],
  changes: { totalCount: 2 },
  failure: null,
}
const failure = {
  basis: 'EXPLICIT',
  confidence: 'HIGH',
  impactStartedAt: '2026-03-02T09:00:00Z',
  restoredAt: '2026-03-02T10:00:00Z',
  restoredRule: 'RESOLVED',
  seconds: 3600,
  remedy: 'ROLLBACK',
  incidents: [{ externalId: 'lost', title: 'Baskets lost' }],
  restoredBy: { version: '1.4.1' },
}
const failed = { ...deployed, failure }
const shown = { ...failed, failure: { ...failure, basis: 'ROLLBACK', incidents: [] } }
const lasting = { ...failure, restoredAt: null, restoredRule: null, seconds: null, remedy: null, restoredBy: null }
const open = { ...failed, failure: lasting }
const repair = { reason: 'INCIDENT', remediates: ['lost'], incidents: failure.incidents, deployments: [] }
const repairing = { ...deployed, rework: [repair] }
const laid = (...versions: string[]) => versions.map((version) => ({ deployment: { version } }))
const counted = {
  externalId: 'i1',
  title: 'Down',
  classification: 'incident',
  restoredAt: null,
  failures: laid('1.4.2'),
}

function preview(given: Partial<MoveAnswer>): PreviewAnswer {
  const same = metricAnswers({ deploymentFrequency: frequency })
  const move = {
    service: { name: 'till' },
    environment: { name: 'production' },
    before: same,
    after: same,
    deploymentCount: given.deployments?.length ?? 0,
    deployments: [],
    incidentCount: given.incidents?.length ?? 0,
    incidents: [],
  }
  return { userErrors: [], moves: [{ ...move, ...given }] }
}

describe('a preview says', () => {
  it('each number before and after, with what it counts, and only those that move', () => {
    const metrics = (count: number) => metricAnswers({ deploymentFrequency: frequency, changeFailureRate: rate(count) })
    expect(previewWords(preview({ before: metrics(2), after: metrics(1) }), 'UTC')).toEqual({
      said: 'What moves, 2 Mar 2026 – 8 Mar 2026:',
      moves: [
        {
          place: 'till in production',
          numbers: ['Change fail rate: 25\u00A0% (2 of 8 deployments) → 13\u00A0% (1 of 8 deployments)'],
          records: [],
        },
      ],
    })
  })

  it('that a number moves by less than is shown', () => {
    const metrics = (medianSeconds: number) =>
      metricAnswers({ deploymentFrequency: frequency, leadTimeForChanges: { ...certainty(), medianSeconds } })
    const [move] = previewWords(preview({ before: metrics(66_000), after: metrics(66_001) }), 'UTC').moves
    expect(move?.numbers).toEqual([expect.stringMatching(/^Change lead time: .*, moved by less than is shown$/)])
  })

  it('that nothing would move, or no number of the window', () => {
    expect(previewWords(preview({}), 'UTC')).toEqual({ said: 'Nothing would move.', moves: [] })
    expect(previewWords({ userErrors: [], moves: [] }, 'UTC').said).toBe('Nothing would move.')
    const moved = preview({ deployments: [{ before: failed, after: deployed }], deploymentCount: 3 })
    expect(previewWords(moved, 'UTC')).toMatchObject({
      said: expect.stringMatching(/^No number of this time moves/),
      moves: [{ records: ['Deployment 1.4.2 no longer counts as failed', 'and 2 earlier records'] }],
    })
  })

  it.each([
    [{ before: deployed, after: failed }, 'Deployment 1.4.2 counts as failed'],
    [
      { before: deployed, after: { ...deployed, kind: 'REDEPLOY' } },
      'Deployment 1.4.2 is of kind redeployment, not code',
    ],
    [
      { before: failed, after: { ...deployed, kind: 'ROLLBACK' } },
      'Deployment 1.4.2 is of kind rollback, not code and no longer counts as failed',
    ],
    [
      { before: failed, after: shown },
      'Deployment 1.4.2 still counts as failed: rolled back (was: named by the incident); by no incident (was: by Baskets lost)',
    ],
    [
      { before: failed, after: open },
      'Deployment 1.4.2 still counts as failed: still open since 2 Mar 2026, 09:00 (was: from 2 Mar 2026, 09:00 until 2 Mar 2026, 10:00, for 1\u00A0h)',
    ],
    [{ before: repairing, after: deployed }, 'Deployment 1.4.2 no longer repairs Baskets lost'],
    [{ before: deployed, after: repairing }, 'Deployment 1.4.2 repairs Baskets lost'],
    [
      { before: deployed, after: { ...deployed, changes: { totalCount: 1 }, rolledPast: true } },
      'Deployment 1.4.2 was merely rolled past by a rollback of another and ships 1 change (was: 2 changes)',
    ],
    [{ before: deployed, after: deployed }, 'Deployment 1.4.2 ships other changes, as many as before'],
    [{ before: null, after: deployed }, '1.4.2 counts as a deployment of its own'],
    [{ before: deployed, after: null }, '1.4.2 counts as no deployment of its own any more'],
  ])('of a deployment %o: %s', (moved, words) => {
    expect(previewWords(preview({ deployments: [moved] }), 'UTC').moves[0]?.records).toEqual([words])
  })

  it.each([
    [{ before: counted, after: null }, 'Incident Down no longer concerns till'],
    [{ before: null, after: counted }, 'Incident Down concerns till, and is blamed on deployment 1.4.2'],
    [{ before: null, after: { ...counted, title: null, failures: [] } }, 'Incident i1 concerns till'],
    [
      { before: counted, after: { ...counted, classification: 'false_positive' } },
      'Incident Down counts as false positive, not as incident',
    ],
    [{ before: counted, after: { ...counted, failures: [] } }, 'Incident Down is blamed on no deployment'],
    [
      { before: counted, after: { ...counted, failures: laid('1.4.1') } },
      'Incident Down is blamed on deployment 1.4.1, not 1.4.2',
    ],
    [{ before: counted, after: counted }, 'Incident Down lasts for another time'],
    [{ before: { ...counted, title: 'Up \u202E' }, after: null }, 'Incident Up  no longer concerns till'],
  ])('of an incident %o: %s', (moved, words) => {
    expect(previewWords(preview({ incidents: [moved] }), 'UTC').moves[0]?.records).toEqual([words])
  })
})

describe('a correction', () => {
  const incident = { id: 'I', externalId: 'i1', title: null, openedAt: '2026-03-03T09:20:00Z', classification: 'drill' }
  const [deployment, classification, service] = correctionsOfIncident(incident, [])
  const kind = { form: 'KIND', deployment: { id: 'D', version: '1', kind: 'CODE' } } as const

  it.each([
    [deployment, 'D', { incidentId: 'I', deploymentId: 'D', reason: 'r' }],
    [deployment, 'none', { incidentId: 'I', noDeployment: true, reason: 'r' }],
    [classification, 'incident', { incidentId: 'I', classification: 'incident', reason: 'r' }],
    [service, 'kiosk', { incidentId: 'I', service: 'kiosk', reason: 'r' }],
    [kind, 'CONFIG', { deploymentId: 'D', kind: 'CONFIG', reason: 'r' }],
  ])('%o as %s is the input %o', (correction, value, input) => {
    if (correction === undefined || correction.form === 'UNDO') throw new Error('none to state')
    expect(inputOf(correction, value, 'r')).toEqual(input)
  })

  it('offers what is not so already, and deployments up to the opening', () => {
    expect(fixedChoices(kind)?.map(({ value }) => value)).not.toContain('CODE')
    expect(fixedChoices({ form: 'CLASSIFICATION', incident })?.map(({ value }) => value)).toEqual([
      'false_positive',
      'alert',
      'duplicate',
      'incident',
    ])
    expect(fixedChoices({ form: 'SERVICE', incident, places: [] })).toBeNull()
    expect(windowBeforeIncident(incident)).toEqual({ from: '2026-01-02T09:20:00.000Z', to: '2026-03-03T09:20:00.001Z' })
  })
})

it('what of the deployments cannot be chosen stands in the list', () => {
  const none = { earlier: 0, notLive: 0, places: 0 }
  expect(unlistedChoices(none)).toEqual([])
  expect(unlistedChoices({ ...none, earlier: 20 })).toMatchObject([
    { words: expect.stringContaining('Not listed: 20 earlier deployments.') },
  ])
  expect(unlistedChoices({ earlier: 1, notLive: 2, places: 2 })).toMatchObject([
    {
      words: expect.stringContaining(
        '1 earlier deployment, and 2 deployments that never went live, and those of 2 more places',
      ),
      disabled: true,
    },
  ])
})

it('a reason is asked for with the name that is kept, where that is known', () => {
  expect(reasonWords('first \u202Eadmin')).toBe('Why? It is kept with the name of your token: first admin.')
  expect(reasonWords(null)).toBe('Why? It is kept with the name of your token.')
})
