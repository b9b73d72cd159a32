import { describe, expect, it } from 'vitest'
import { incidentStatements } from '#sources/github/history-incidents'

const place = { url: 'https://github.com/acme/shop', name: 'shop' }
type Change = readonly ['LabeledEvent' | 'UnlabeledEvent' | 'ClosedEvent' | 'ReopenedEvent', string, string?]

/** The last that counts of each field, as the newest statement wins. */
function known(labels: readonly string[], changes: readonly Change[]): Readonly<Record<string, unknown>> {
  const statements = incidentStatements(
    place,
    {
      fullDatabaseId: '4400000021',
      title: 'Checkout answers 500',
      url: `${place.url}/issues/21`,
      createdAt: '2026-03-02T08:00:00Z',
      updatedAt: changes.at(-1)?.[1] ?? '2026-03-02T08:00:00Z',
      labels: { nodes: labels.map((name) => ({ name })) },
      timelineItems: {
        nodes: changes.map(([what, at, name]) => ({
          __typename: what,
          createdAt: at,
          label: name === undefined ? null : { name },
        })),
      },
    },
    ['incident', 'outage'],
  )
  const ranked = statements.toSorted((a, b) => Date.parse(String(a['updatedAt'])) - Date.parse(String(b['updatedAt'])))
  const told = ranked.map((each) => Object.entries(each).filter(([, value]) => value !== undefined))
  return Object.fromEntries(told.flat())
}

const created = '2026-03-02T08:00:00Z'

describe('issues of GitHub, told by what happened to them', () => {
  it('begin with the issue where the label came with it, else with the label', () => {
    expect(known(['incident'], [['LabeledEvent', created, 'incident']])).toMatchObject({
      id: '4400000021',
      openedAt: created,
    })
    const later = '2026-03-02T09:00:00Z'
    const labelled = known(['incident'], [['LabeledEvent', later, 'incident']])
    expect(labelled).toMatchObject({ openedAt: later, attributes: { 'github.createdAt': created } })
    expect(labelled).not.toHaveProperty('resolvedAt')
  })

  it('have their end where the label came after it', () => {
    const closed = '2026-03-02T10:00:00Z'
    const changes: Change[] = [
      ['ClosedEvent', closed],
      ['LabeledEvent', '2026-03-06T10:00:00Z', 'incident'],
    ]
    expect(known(['incident'], changes)).toMatchObject({ openedAt: created, resolvedAt: closed })
    const again: Change[] = [
      ...changes,
      ['ReopenedEvent', '2026-03-07T10:00:00Z'],
      ['ClosedEvent', '2026-03-08T10:00:00Z'],
    ]
    expect(known(['incident'], again)).toMatchObject({ resolvedAt: '2026-03-08T10:00:00Z' })
  })

  it('are none once no label is left, and are incidents again with the next', () => {
    const off: Change[] = [
      ['LabeledEvent', created, 'incident'],
      ['UnlabeledEvent', '2026-03-02T09:00:00Z', 'incident'],
    ]
    expect(known([], off)).toMatchObject({ classification: 'false_positive' })
    const on: Change[] = [...off, ['LabeledEvent', '2026-03-02T11:00:00Z', 'incident']]
    expect(known(['incident'], on)).toMatchObject({ classification: 'incident', openedAt: created })
    const other: Change[] = [
      ['LabeledEvent', created, 'incident'],
      ['LabeledEvent', created, 'outage'],
      ['UnlabeledEvent', '2026-03-02T09:00:00Z', 'incident'],
    ]
    expect(known(['outage'], other)['classification']).not.toBe('false_positive')
    expect(known([], [])).toEqual({})
  })
})
