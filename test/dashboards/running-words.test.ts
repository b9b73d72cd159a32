import { describe, expect, it } from 'vitest'
import type { RunningAnswer, RunningRow } from '#dashboards/running-answers'
import { changesWords, comingOf, listed, runningGaps, runningKey } from '#dashboards/running-words'

function row(
  service: string,
  given: Partial<RunningRow> & { sha?: string | null; kind?: string; why?: string } = {},
): RunningRow {
  const { sha = 'abc', kind = 'CODE', why = null, ...more } = given
  return {
    placement: null,
    since: '2026-03-02T00:00:00.000Z',
    service: { name: service },
    environment: { name: 'production' },
    team: { name: 'sales' },
    deployment: {
      id: `id-${service}`,
      version: '1',
      sha,
      commitConfidence: 'HIGH',
      kind,
      changesUnavailableReason: why,
      change: null,
    },
    previous: { id: 'before', version: '0' },
    changes: { totalCount: 3 },
    onItsWay: null,
    ...more,
  }
}

function answer(running: readonly RunningRow[], names: readonly string[], totalCount = names.length): RunningAnswer {
  return { running, services: { totalCount, nodes: names.map((name) => ({ name })) }, teams: { nodes: [] } }
}

describe('what is missing of what runs', () => {
  it('is nothing where all is known', () => {
    expect(runningGaps(answer([row('a')], ['a']), 'production')).toEqual([])
  })

  it('is told by service, each once, with its mend', () => {
    const rows = [
      row('a', { team: null, placement: 'east' }),
      row('a', { team: null, placement: 'west' }),
      row('b', { sha: null }),
    ]
    const gaps = runningGaps(answer(rows, ['a', 'b', 'c', 'd']), 'staging')
    expect(gaps.map(({ text, names, page }) => [text, names, page])).toEqual([
      ['1 service has no owner', ['a'], null],
      ['1 service runs a version of which no commit is known', ['b'], 'coverage'],
      ['2 services were never seen live in staging', ['c', 'd'], 'setup'],
    ])
    for (const { mend } of gaps) expect(mend).toMatch(/[.]$/)
  })

  it('says so where not all services were looked for', () => {
    const [absent] = runningGaps(answer([], ['a'], 501), 'production')
    expect(absent?.mend).toContain('500 services more were not looked for')
  })

  it('names a few and counts the others', () => {
    expect(listed(['a', 'b'])).toBe('a, b')
    expect(listed(['a', 'b', 'c', 'd', 'e', 'f', 'g'])).toBe('a, b, c, d, e and 2 more')
  })
})

describe('the changes between', () => {
  it.each([
    ['a count', row('a'), '3'],
    ['not known', row('a', { why: 'NO_COMMIT', changes: { totalCount: 0 } }), 'unknown'],
    ['known in part', row('a', { why: 'MISSING_COMMIT' }), '≥\u00A03'],
    ['of a rollback', row('a', { kind: 'ROLLBACK', changes: { totalCount: 0 } }), 'went back'],
    ['of the first', row('a', { previous: null, changes: null }), 'first here'],
    ['none', row('a', { changes: { totalCount: 0 } }), '0'],
  ])('are %s', (_what, given, words) => expect(changesWords(given)).toBe(words))

  it('of each place have a key of their own', () => {
    const keys = [row('a'), row('a', { placement: 'east' }), row('a', { placement: 'west' })].map(runningKey)
    expect(new Set(keys).size).toBe(3)
    expect(keys[0]).toBe('id-a')
  })
})

describe('what is on its way', () => {
  const coming = (id: string) => ({ since: '2026-03-02T00:00:00.000Z', deployment: { id, version: `v ${id}` } })

  it('is told once for all places, with what runs there', () => {
    const rows = [
      row('shop', { placement: 'east', onItsWay: coming('next') }),
      row('shop', { placement: 'west', onItsWay: coming('next') }),
      row('shop', { placement: 'south' }),
    ]
    expect(
      comingOf({ running: rows }).map(({ to, running, deployment }) => [deployment.id, to, running.length]),
    ).toEqual([['next', 'production (east, west)', 1]])
  })

  it('names the environment alone where its sender names no place, and is nothing where nothing was asked for', () => {
    expect(comingOf({ running: [row('shop', { onItsWay: coming('next') })] }).map(({ to }) => to)).toEqual([
      'production',
    ])
    expect(comingOf({ running: [row('shop')] })).toEqual([])
  })
})
