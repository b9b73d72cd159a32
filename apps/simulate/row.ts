import type { Cell } from './cell.ts'
import { type Bound, type Estimate, rateOf, shareOf, type Verdict, verdictOn } from './estimate.ts'
import type { Tally } from './tally.ts'

export const tableNames = [
  'lead-time',
  'frequency',
  'failures',
  'pending-age',
  'silence',
  'sum',
  'worlds',
  'history',
  'replay',
] as const
export type TableName = (typeof tableNames)[number]

/** A row before it is counted. */
export interface RowPlan {
  readonly table: TableName
  readonly what: string
  readonly cells: readonly Cell[]
  /** @param tallies of the cells, in their order */
  readonly measure: (tallies: readonly Tally[]) => Estimate | null
  readonly unit: 'a year' | 'share' | 'days' | 's'
  /** Null where a figure is only stated. */
  readonly bound: Bound | null
}

/** A row of a table. */
export interface Row {
  readonly table: TableName
  readonly what: string
  readonly unit: RowPlan['unit']
  /** Null where nothing could be counted. */
  readonly estimate: Estimate | null
  readonly bound: Bound | null
  readonly verdict: Verdict | null
}

export function rowOf(plan: RowPlan, tallyOf: (cell: Cell) => Tally): Row {
  const { table, what, unit, bound } = plan
  const estimate = plan.measure(plan.cells.map(tallyOf))
  const verdict = estimate === null || bound === null ? null : verdictOn(estimate, bound)
  return { table, what, unit, estimate, bound, verdict }
}

/** Events a service-year, over all cells together. */
export function yearlyOf(...names: readonly string[]): RowPlan['measure'] {
  return (tallies) => {
    const of = (name: string): number => tallies.reduce((sum, tally) => sum + (tally[name] ?? 0), 0)
    return rateOf(
      names.reduce((sum, name) => sum + of(name), 0),
      of('years'),
    )
  }
}

/** Share of services, or of those that `among` counts. */
export function partOf(name: string, among = 'services'): RowPlan['measure'] {
  return ([tally = {}]) => shareOf(tally[name] ?? 0, tally[among] ?? 0)
}
