import { type Generator, worldOf } from './cell.ts'
import { changedCell, nullCell } from './cells.ts'
import { rateOf, shareOf } from './estimate.ts'
import { type RowPlan, yearlyOf } from './row.ts'
import type { Tally } from './tally.ts'

const volumes = [3, 10, 40] as const

/** All detectors of a service together. */
export function sumRows(generator: Generator): RowPlan[] {
  const years = volumes.flatMap((perWeek) => [
    nullCell(generator, perWeek),
    changedCell(generator, perWeek, { leadTime: 2 }, { weeks: 52 }),
  ])
  const together: RowPlan = {
    table: 'sum',
    what: `${worldOf(generator)}, of all three volumes: one doubling in two years, share of alerts that are true`,
    cells: years,
    measure: trueShareOf('alerts.all'),
    unit: 'share',
    // Of people it is stated only: ADR 16.
    bound: generator === 'FIRST' ? { atLeast: 0.6 } : null,
  }
  return [...volumes.flatMap((perWeek) => rowsOf(generator, perWeek)), together]
}

function rowsOf(generator: Generator, perWeek: number): RowPlan[] {
  const of = `${worldOf(generator)}, ${perWeek} a week`
  const nothing = nullCell(generator, perWeek)
  const doubled = changedCell(generator, perWeek, { leadTime: 2 }, { weeks: 52 })
  return [
    {
      table: 'sum',
      what: `${of}: false alarms of all detectors`,
      cells: [nothing],
      measure: yearlyOf('alerts.all'),
      unit: 'a year',
      bound: { atMost: 0.6 },
    },
    {
      table: 'sum',
      what: `${of}: false alarms of the four about lead time, frequency and shares`,
      cells: [nothing],
      measure: yearlyOf(
        'alerts.leadTimeForChanges',
        'alerts.deploymentFrequency',
        'alerts.changeFailureRate',
        'alerts.deploymentReworkRate',
      ),
      unit: 'a year',
      bound: null,
    },
    {
      table: 'sum',
      what: `${of}: one doubling in two years, share of alerts that are true`,
      cells: [nothing, doubled],
      measure: trueShareOf('alerts.all'),
      unit: 'share',
      bound: null,
    },
    {
      table: 'sum',
      what: `${of}: the same of alerts on lead time alone`,
      cells: [nothing, doubled],
      measure: trueShareOf('alerts.leadTimeForChanges'),
      unit: 'share',
      bound: null,
    },
  ]
}

/** Twice a year: one without a change, and one that begins with a doubling. */
function trueShareOf(name: 'alerts.all' | 'alerts.leadTimeForChanges'): RowPlan['measure'] {
  return (tallies) => {
    const of = (tally: Tally, what: string): number => tally[what] ?? 0
    const sum = (numbers: readonly number[]): number => numbers.reduce((before, number) => before + number, 0)
    const doubled = tallies.filter((_, index) => index % 2 === 1)
    const right = name === 'alerts.all' ? 'alerts.true' : 'any.leadTimeForChanges'
    return shareOf(sum(doubled.map((tally) => of(tally, right))), sum(tallies.map((tally) => of(tally, name))))
  }
}

/** How often 300 services of one recipient raise an alert on lead time in a year. */
export function ofRecipient(name: string, services: number): RowPlan['measure'] {
  return ([tally = {}]) => {
    const rate = rateOf(tally[name] ?? 0, tally['years'] ?? 0)
    return rate === null ? null : { value: rate.value * services, low: rate.low * services, high: rate.high * services }
  }
}
