import { describe, expect, it } from 'vitest'
import { readCases, sharedCases } from '../../support/metric-cases/case-file.ts'
import {
  answerStatisticCase,
  isStatisticCase,
  type StatisticConfig,
  type StatisticEvent,
} from '../../support/statistic-cases.ts'

interface Case {
  readonly id: string
  readonly title: string
  readonly config?: StatisticConfig
  readonly events: readonly StatisticEvent[]
  readonly query: { readonly granularity?: StatisticConfig['granularity'] }
  readonly expect: Record<string, unknown>
}

const cases = readCases(sharedCases)?.cases ?? []
const statistic = cases.filter(({ events }) => isStatisticCase(events)) as unknown as readonly Case[]

describe('acceptance cases of the statistic alone', () => {
  it('are read from beside the project, where they lie there', () => {
    if (statistic.length === 0)
      console.warn(`No acceptance cases at ${sharedCases.pathname}: the other tests of this file have nothing to do.`)
    else expect(statistic.map(({ id }) => id)).toEqual(expect.arrayContaining(['EC24', 'EC25', 'EC36', 'EC37', 'EC41']))
  })

  it.each(statistic.map((given) => [given.id, given.title, given] as const))('%s: %s', (_id, _title, given) => {
    const granularity = given.query.granularity
    const config = { ...given.config, ...(granularity === undefined ? {} : { granularity }) }
    for (const [key, expected] of Object.entries(given.expect)) {
      const variant = /^if(?<name>\w+)=(?<value>\w+)$/.exec(key)
      if (variant === null) compare(answerStatisticCase(given.events, config)[key], expected)
      else {
        expect(variant.groups?.name).toBe('Granularity')
        const varied = answerStatisticCase(given.events, {
          ...config,
          granularity: variant.groups?.value as 'DEPLOYMENT',
        })
        for (const [name, value] of Object.entries(expected as object)) compare(varied[name], value)
      }
    }
  })
})

/** Only the keys that stand in `expected`; numbers to four decimals. */
function compare(actual: unknown, expected: unknown): void {
  if (typeof expected === 'number') expect(actual).toBeCloseTo(expected, 4)
  else if (Array.isArray(expected)) {
    expect(actual).toHaveLength(expected.length)
    for (const [index, item] of expected.entries()) compare((actual as unknown[])[index], item)
  } else if (expected !== null && typeof expected === 'object') {
    for (const [key, value] of Object.entries(expected)) compare((actual as Record<string, unknown>)[key], value)
  } else expect(actual).toEqual(expected)
}
