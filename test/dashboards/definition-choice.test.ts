import { describe, expect, it } from 'vitest'
import { rulesVersion } from '#domain/rules'
import { definitionFaults, definitionInput, definitionWords, parseDefinition } from '#dashboards/definition-choice'
import { rulesHistory } from '#dashboards/rules-history'

const of = (query: string) => parseDefinition(new URLSearchParams(query))

describe('a definition in the address', () => {
  it.each([
    ['', null],
    ['unit=CHANGE&start=FIRST_COMMIT', null],
    ['start=MERGED', { start: 'MERGED' }],
    ['unit=COMMIT&start=COMMITTED', { unit: 'COMMIT', start: 'COMMITTED' }],
    ['unit=COMMIT&start=MERGED', { unit: 'COMMIT' }],
    ['weekends=out&by=AGENT', { excludeWeekend: true, authorship: ['AGENT'] }],
    ['unit=constructor&by=__proto__&weekends=1', null],
  ])('%s asks for %j', (query, input) => expect(definitionInput(of(query))).toEqual(input))

  it('is told in words where it is not our own', () => {
    expect(definitionWords(of('unit=COMMIT&weekends=out'))).toBe('lead time of each commit, durations without weekends')
    expect(definitionWords(of(''))).toBe('')
  })

  it.each([
    ['start=MERGED&weekends=out&by=BOT', []],
    ['weekends=in', []],
    ['start=yesterday', ['start=yesterday is no part of a definition that fits. Counted instead: FIRST_COMMIT.']],
    ['unit=COMMIT&start=MERGED', ['start=MERGED is no part of a definition that fits. Counted instead: FIRST_COMMIT.']],
  ])('%s has the faults %j', (query, faults) => expect(definitionFaults(new URLSearchParams(query))).toEqual(faults))
})

it('the latest version of the rules has its line in their history', () =>
  expect(rulesHistory[0]?.version).toBe(rulesVersion))
