import { describe, expect, it } from 'vitest'
import { countedRework, type Rework, reworkChips, reworkWords } from '#dashboards/rework-words'

const because = (reason: string, given: Partial<Rework> = {}): Rework => ({
  reason,
  remediates: [],
  incidents: [],
  deployments: [],
  ...given,
})
const incident = { externalId: 'i1', title: 'No receipts' }

describe('why a deployment is rework', () => {
  it.each([
    [because('ROLLBACK', { deployments: [{ version: 'v2' }] }), 'rolled back from v2'],
    [because('ROLLBACK'), 'rolled back'],
    [because('INCIDENT', { remediates: ['i1', 'run-7'], incidents: [incident] }), 'repairs i1 (No receipts), run-7'],
    [because('INCIDENT', { incidents: [{ ...incident, title: null }] }), 'repairs i1'],
    [because('INCIDENT'), 'repairs an incident'],
    [because('REVERT', { deployments: [{ version: 'v1' }, { version: 'v2' }] }), 'reverts v1, v2'],
    [because('HOTFIX'), 'hotfix by label or branch'],
    [because('NEW_ONE'), 'new one'],
  ])('%o is "%s"', (rework, words) => expect(reworkWords(rework, true)).toBe(words))

  it('stands only beside what the rework rate counts', () => {
    const rework = [because('INCIDENT', { remediates: ['i1'], incidents: [incident] })]
    const live = { kind: 'CODE', liveAt: '2026-03-02T09:00:00Z', rework }
    expect(reworkChips(live)).toMatchObject([{ text: 'rework: repairs i1' }])
    expect(countedRework({ ...live, kind: 'REDEPLOY' })).toEqual([])
    expect(countedRework({ ...live, liveAt: null })).toEqual([])
  })
})
