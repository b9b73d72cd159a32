/** What happened beside the numbers, drawn into a trend: when it was deployed, when something broke, when the rules changed. Pure. */
import type { ChartDataset } from 'chart.js'
import { plural } from '../format.ts'
import type { DataTable, Palette, StepMarks } from './palette.ts'
import type { Step } from './step.ts'

/** Something that happened at one moment. */
export interface Mark {
  /** RULES: what the numbers are computed by was changed. Numbers told before it may have been others. */
  readonly kind: 'INCIDENT' | 'RULES'
  readonly at: string
  readonly text: string
}

/** Changes of the rules; without reasons where these are for nobody else, as in an embed. */
export function ruleMarks(changes: readonly { readonly at: string; readonly reasons?: readonly string[] }[]): Mark[] {
  return changes.map(({ at, reasons }) => ({ kind: 'RULES', at, text: reasons?.join('; ') ?? 'changed' }))
}

/** What happened in each step; `deployments` are counted already, one number for each step. */
export function marksOfSteps(
  steps: readonly Step[],
  deployments: readonly number[],
  marks: readonly Mark[],
): StepMarks[] {
  return steps.map(({ start, end }, index) => {
    const [from, to] = [Date.parse(start), Date.parse(end)]
    const here = marks.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to)
    const texts = (kind: Mark['kind']) => here.filter((mark) => mark.kind === kind).map(({ text }) => text)
    return { deployments: deployments[index] ?? 0, incidents: texts('INCIDENT'), rules: texts('RULES') }
  })
}

const listedAtMost = 3

/** The first few and how many more there are: a tooltip has no room for all. */
function some(texts: readonly string[], name: string): string[] {
  const more = texts.length - listedAtMost
  const first = texts.slice(0, listedAtMost).map((text) => `${name}: ${text}`)
  return more > 0 ? [...first, `and ${more} more`] : first
}

/** Lines of the tooltip of a step. */
export function markLines(marks: StepMarks | undefined, counted = true): string[] {
  if (marks === undefined) return []
  const deployments = counted && marks.deployments > 0 ? [plural(marks.deployments, 'deployment')] : []
  return [...deployments, ...some(marks.incidents, 'Incident'), ...some(marks.rules, 'Rules')]
}

type MarkDataset = ChartDataset<'bar' | 'line', (number | [number, number] | null)[]>

/**
 * Strokes on the axis where something was deployed, triangles at the top where incidents opened, and lines from top to bottom
 * where the rules changed: told apart by shape and place, not by colour.
 */
export function markDatasets(marks: readonly StepMarks[], end: number, palette: Palette): MarkDataset[] {
  const points = { type: 'line' as const, showLine: false, clip: 8 as const, order: -1 }
  const sets: MarkDataset[] = []
  if (marks.some(({ deployments }) => deployments > 0))
    sets.push({
      ...points,
      label: 'Deployments',
      data: marks.map(({ deployments }) => (deployments > 0 ? 0 : null)),
      pointStyle: 'line',
      pointRotation: 90,
      pointRadius: 4,
      pointBorderColor: palette.muted,
      pointBorderWidth: 1.5,
    })
  if (marks.some(({ incidents }) => incidents.length > 0))
    sets.push({
      ...points,
      label: 'Incidents',
      data: marks.map(({ incidents }) => (incidents.length > 0 ? end : null)),
      pointStyle: 'triangle',
      pointRotation: 180,
      pointRadius: 5,
      pointBackgroundColor: palette.warning,
      pointBorderColor: palette.surface,
    })
  if (marks.some(({ rules }) => rules.length > 0))
    sets.push({
      type: 'bar',
      label: 'Changed rules',
      data: marks.map(({ rules }) => (rules.length > 0 ? [0, end] : null)),
      grouped: false,
      barThickness: 1.5,
      backgroundColor: palette.ink,
    })
  return sets
}

/** The table with what happened in each step; columns that would be empty are left out. */
export function markedTable({ columns, rows }: DataTable, marks: readonly StepMarks[], counted = true): DataTable {
  const added: { name: string; cell: (marks: StepMarks) => string }[] = []
  if (counted && !columns.includes('Deployments') && marks.some(({ deployments }) => deployments > 0))
    added.push({ name: 'Deployments', cell: ({ deployments }) => String(deployments) })
  if (marks.some(({ incidents }) => incidents.length > 0))
    added.push({ name: 'Incidents', cell: ({ incidents }) => incidents.join('; ') })
  if (marks.some(({ rules }) => rules.length > 0))
    added.push({ name: 'Changed rules', cell: ({ rules }) => rules.join('; ') })
  return {
    columns: [...columns, ...added.map(({ name }) => name)],
    rows: rows.map((row, index) => {
      const here = marks[index]
      return [...row, ...added.map(({ cell }) => (here === undefined ? '' : cell(here)))]
    }),
  }
}

/** What happened over all steps, as a sentence to follow the trend's own; empty where nothing did. */
export function markSummary(marks: readonly StepMarks[]): string {
  const count = (of: (step: StepMarks) => number) => marks.reduce((sum, step) => sum + of(step), 0)
  const incidents = count((step) => step.incidents.length)
  const rules = count((step) => step.rules.length)
  const parts = [
    ...(incidents > 0 ? [`${plural(incidents, 'incident')} opened`] : []),
    ...(rules > 0 ? [`the rules changed ${plural(rules, 'time')}`] : []),
  ]
  return parts.length === 0 ? '' : ` Meanwhile ${parts.join(' and ')}.`
}
