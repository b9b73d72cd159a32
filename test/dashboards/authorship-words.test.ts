import { describe, expect, it } from 'vitest'
import type { LeadTimeByWriter } from '#dashboards/answers'
import { authorshipText } from '#dashboards/authorship-words'

const few = (sampleSize: number) => (sampleSize === 0 ? 'NO_DATA' : 'TOO_FEW')
const kind = (authorship: LeadTimeByWriter['authorship'], sampleSize: number, hours?: number): LeadTimeByWriter => ({
  authorship,
  sampleSize,
  medianSeconds: hours === undefined ? null : hours * 3_600,
  unavailableReason: hours === undefined ? few(sampleSize) : null,
})
const said = (...kinds: LeadTimeByWriter[]) => authorshipText(kinds)?.replaceAll('\u00A0', ' ') ?? null

describe('by whom changes were written', () => {
  it('is said of each kind that there is, with its median or why there is none', () => {
    expect(said(kind('HUMAN', 40, 26), kind('AGENT', 0), kind('BOT', 2), kind('UNKNOWN', 0))).toBe(
      'people 40, median 1 d 2 h; bots 2, too few samples',
    )
  })

  it('says of agents that it is a lower bound, also where nobody else wrote anything', () => {
    const doubt = '. Many agents leave no trace: theirs is a lower bound'
    expect(said(kind('HUMAN', 9, 5), kind('AGENT', 12, 3), kind('UNKNOWN', 1))).toBe(
      `people 9, median 5 h; agents at least 12, median 3 h; not known by whom 1, too few samples${doubt}`,
    )
    expect(said(kind('HUMAN', 0), kind('AGENT', 6, 3))).toBe(`agents at least 6, median 3 h${doubt}`)
  })

  it('is not said where one kind alone wrote everything, or where nobody counts it', () => {
    expect(said(kind('HUMAN', 40, 26), kind('AGENT', 0), kind('BOT', 0), kind('UNKNOWN', 0))).toBeNull()
    expect(said(kind('UNKNOWN', 3))).toBeNull()
    expect(said()).toBeNull()
  })
})
