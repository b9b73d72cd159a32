import type { Detector } from '#alerts/detectors/sensitivity'
import { type Cell, type Generator, worldOf } from './cell.ts'
import { changedCell, nullCell, replayCell } from './cells.ts'
import { partOf, type RowPlan, type TableName, yearlyOf } from './row.ts'
import { sumRows } from './sum-rows.ts'
import { worldRows } from './world-rows.ts'

const volumes = [3, 10, 40] as const
type Volume = (typeof volumes)[number]
type Bounds = Readonly<Record<Volume, number>>

const mostFalse = 0.5
const mostMean = 0.35
const leastNaive = 10

const longer: readonly { readonly times: 2 | 3; readonly days: 28 | 56; readonly bounds: Bounds | null }[] = [
  { times: 2, days: 56, bounds: { 3: 0.28, 10: 0.58, 40: 0.82 } },
  { times: 3, days: 28, bounds: null },
  { times: 3, days: 56, bounds: { 3: 0.65, 10: 0.9, 40: 0.97 } },
]
const rarer: readonly { readonly to: number; readonly bounds: Bounds | null }[] = [
  { to: 0.5, bounds: null },
  { to: 0.25, bounds: { 3: 0.75, 10: 0.95, 40: 0.98 } },
]
const worse: readonly { readonly from: number; readonly to: number; readonly bounds: Partial<Bounds> }[] = [
  { from: 0.05, to: 0.15, bounds: {} },
  { from: 0.15, to: 0.45, bounds: { 10: 0.9 } },
  { from: 0.3, to: 0.75, bounds: {} },
]

/** False alarms of a detector where nothing changes. */
function falseAlarms(table: TableName, detector: Detector, what: string, cell: Cell): RowPlan {
  return {
    table,
    what: `${what}: false alarms`,
    cells: [cell],
    measure: yearlyOf(`alerts.${detector}`),
    unit: 'a year',
    bound: { atMost: mostFalse },
  }
}

function meanOf(table: TableName, detector: Detector, generator: Generator): RowPlan {
  return {
    table,
    what: `${worldOf(generator)}, mean of 3, 10 and 40 a week: false alarms`,
    cells: volumes.map((perWeek) => nullCell(generator, perWeek)),
    measure: yearlyOf(`alerts.${detector}`),
    unit: 'a year',
    bound: { atMost: mostMean },
  }
}

function naive(table: TableName, what: string, name: string, cell: Cell, atLeast: number | null): RowPlan {
  const bound = atLeast === null ? null : { atLeast }
  return {
    table,
    what: `${what}: false alarms`,
    cells: [cell],
    measure: yearlyOf(`naive.${name}`),
    unit: 'a year',
    bound,
  }
}

function found(table: TableName, what: string, name: string, cell: Cell, atLeast: number | undefined): RowPlan {
  const bound = atLeast === undefined ? null : { atLeast }
  return { table, what, cells: [cell], measure: partOf(name), unit: 'share', bound }
}

/** What was measured of formulas is no bound of people: ADR 16. */
function boundOf(generator: Generator, bound: number | undefined): number | undefined {
  return generator === 'FIRST' ? bound : undefined
}

function leadTimeRows(generator: Generator): RowPlan[] {
  const table = 'lead-time'
  const rows = volumes.flatMap((perWeek) => {
    const of = `${worldOf(generator)}, ${perWeek} a week`
    const cell = nullCell(generator, perWeek)
    return [
      falseAlarms(table, 'leadTimeForChanges', of, cell),
      ...longer.map(({ times, days, bounds }) =>
        found(
          table,
          `${of}: x${times} found in ${days} days`,
          `in${days}.leadTimeForChanges`,
          // Of doublings the whole year is looked at.
          changedCell(generator, perWeek, { leadTime: times }, times === 2 ? { weeks: 52 } : {}),
          boundOf(generator, bounds?.[perWeek]),
        ),
      ),
      naive(table, `${of}: naive 7 v 28 days x1.5`, 'leadTime', cell, leastNaive),
      naive(table, `${of}: naive with n >= 5`, 'leadTime5', cell, null),
    ]
  })
  return [...rows, meanOf(table, 'leadTimeForChanges', generator)]
}

function frequencyRows(generator: Generator): RowPlan[] {
  const table = 'frequency'
  const rows = [1, ...volumes].flatMap((perWeek) => {
    const of = `${worldOf(generator)}, ${perWeek} a week`
    const cell = nullCell(generator, perWeek)
    return [
      falseAlarms(table, 'deploymentFrequency', of, cell),
      ...rarer.map(({ to, bounds }) =>
        found(
          table,
          `${of}: to ${100 * to} % found in 8 weeks`,
          'in56.deploymentFrequency',
          changedCell(generator, perWeek, { frequency: to }),
          boundOf(generator, perWeek === 1 ? undefined : bounds?.[perWeek as Volume]),
        ),
      ),
      naive(table, `${of}: naive -33 % against 12 weeks`, 'frequency', cell, null),
    ]
  })
  return [...rows, meanOf(table, 'deploymentFrequency', generator)]
}

function failureRows(generator: Generator): RowPlan[] {
  const table = 'failures'
  const rows = volumes.flatMap((perWeek) => {
    const of = `${worldOf(generator)}, ${perWeek} a week`
    return [
      ...worse.flatMap(({ from, to, bounds }) => [
        falseAlarms(table, 'changeFailureRate', `${of}, ${100 * from} % fail`, nullCell(generator, perWeek, from)),
        found(
          table,
          `${of}: ${100 * from} to ${100 * to} % found in 8 weeks`,
          'in56.changeFailureRate',
          changedCell(generator, perWeek, { failureShare: to }, { failureShare: from }),
          boundOf(generator, bounds[perWeek]),
        ),
      ]),
      falseAlarms(table, 'deploymentReworkRate', `${of}, rework`, nullCell(generator, perWeek)),
      naive(table, `${of}: naive 28 v 28 days x1.5`, 'failures', nullCell(generator, perWeek), null),
    ]
  })
  return [...rows, meanOf(table, 'changeFailureRate', generator)]
}

/** In working days, of those that were told. */
const meanDelay: RowPlan['measure'] = ([tally = {}]) => {
  const told = tally['pending.told'] ?? 0
  const value = (tally['pending.days'] ?? 0) / told
  return told === 0 ? null : { value, low: value, high: value }
}

function pendingRows(generator: Generator): RowPlan[] {
  const table = 'pending-age'
  return volumes.flatMap((perWeek) => {
    const of = `${worldOf(generator)}, ${perWeek} a week`
    const cells = [changedCell(generator, perWeek, { isBlocked: true }, { weeks: 4 })]
    return [
      falseAlarms(table, 'pendingAge', of, nullCell(generator, perWeek)),
      {
        table,
        what: `${of}: blocked pipeline told within 2 working days of being visible`,
        cells,
        measure: partOf('pending.soon', 'pending.visible'),
        unit: 'share',
        // Where fewer changes say what is usual it is stated only: ADR 16.
        bound: perWeek === 40 || (generator === 'SECOND' && perWeek === 10) ? { atLeast: 0.95 } : null,
      },
      {
        table,
        what: `${of}: mean delay in working days`,
        cells,
        measure: meanDelay,
        unit: 'days',
        bound: null,
      },
    ]
  })
}

function silenceRows(generator: Generator): RowPlan[] {
  return [1, 3, 5, 10, 20].map((perWeek) =>
    falseAlarms('silence', 'silence', `${worldOf(generator)}, ${perWeek} a week`, nullCell(generator, perWeek)),
  )
}

function recoveryRows(generator: Generator): RowPlan[] {
  return volumes.flatMap((perWeek) => {
    const of = `${worldOf(generator)}, ${perWeek} a week`
    const cell = nullCell(generator, perWeek)
    return [
      falseAlarms('failures', 'openFailure', `${of}, open failure`, cell),
      falseAlarms('failures', 'timeToRestore', `${of}, slower recovery`, cell),
    ]
  })
}

/** All rows, without those of a history when there is none. */
export function rowPlans(hasHistory: boolean): RowPlan[] {
  const both = ['FIRST', 'SECOND'] as const
  return [
    ...both.flatMap(leadTimeRows),
    ...both.flatMap(frequencyRows),
    ...both.flatMap((generator) => [...failureRows(generator), ...recoveryRows(generator)]),
    ...both.flatMap(pendingRows),
    ...both.flatMap(silenceRows),
    ...both.flatMap(sumRows),
    ...both.flatMap(worldRows),
    ...(hasHistory ? historyRows() : []),
    replayRow,
  ]
}

const replayRow: RowPlan = {
  table: 'replay',
  what: 'all detectors over 1,002 services and two years, on one core',
  cells: volumes.map(replayCell),
  measure: (tallies) => {
    const value = tallies.reduce((sum, tally) => sum + (tally['detectMilliseconds'] ?? 0), 0) / 1_000
    return { value, low: value, high: value }
  },
  unit: 's',
  bound: { atMost: 60 },
}

function historyRows(): RowPlan[] {
  const table = 'history'
  const cell = nullCell('HISTORY', 7)
  const of = worldOf('HISTORY')
  const step = (times: number): Cell => changedCell('HISTORY', 7, { leadTime: times })
  return [
    falseAlarms(table, 'leadTimeForChanges', `${of}, lead time`, cell),
    falseAlarms(table, 'deploymentFrequency', `${of}, frequency`, cell),
    falseAlarms(table, 'silence', `${of}, silence`, cell),
    falseAlarms(table, 'pendingAge', `${of}, pending age`, cell),
    {
      table,
      what: `${of}: all detectors`,
      cells: [cell],
      measure: yearlyOf('alerts.all'),
      unit: 'a year',
      bound: { atMost: 0.6 },
    },
    naive(table, `${of}: naive 7 v 28 days x1.5`, 'leadTime', cell, leastNaive),
    naive(table, `${of}: naive with n >= 5`, 'leadTime5', cell, null),
    found(table, `${of}: x2 found in 56 days`, 'in56.leadTimeForChanges', step(2), undefined),
    found(table, `${of}: x3 found in 28 days`, 'in28.leadTimeForChanges', step(3), undefined),
    found(table, `${of}: x3 found in 56 days`, 'in56.leadTimeForChanges', step(3), undefined),
  ]
}
