import { blocksOf } from '#alerts/detectors/block'
import type { Figure, Figures, FigureUnit, Sampled } from '#alerts/figures'
import { DAY, type Instant, MINUTE } from '#domain/instant'
import { buckets } from '#domain/window'
import type { AlertRow } from '#storage/stores/alerts'
import { blockingError } from '#dashboards/blocking-error'
import type { AskInside } from '../ask-inside.ts'
import type { AlertPlace } from './alert-place.ts'

/** What is answered of a metric over a window: of each only some. */
interface Measured {
  readonly value: number | null
  readonly interval: { readonly low: number | null; readonly high: number | null } | null
  readonly n: number
  readonly series?: readonly { readonly start: string; readonly sampleSize: number }[]
}

interface Span {
  readonly from: Instant
  readonly to: Instant
}

interface Asked {
  readonly unit: FigureUnit
  /** What of the metric is asked for. */
  readonly fields: string
  readonly samplesOf: (measured: Measured, window: Span & { readonly timeZone: string }) => readonly Sampled[]
}

const week = 7 * DAY

/** The evidence of lead time comes in blocks of weeks, because changes of one week share causes. */
function changesOf({ n, series = [] }: Measured, window: Span & { readonly timeZone: string }): readonly Sampled[] {
  const samples = series.flatMap(({ start, sampleSize }) =>
    Array.from({ length: sampleSize }, () => ({ at: Date.parse(start), value: 0 })),
  )
  return [
    { count: n, of: 'change' },
    { count: blocksOf(samples, buckets(window, 'WEEK')).length, of: 'block' },
  ]
}

/** How each metric is asked for; what else is watched is a limit that was passed, and has no value of a window. */
const metrics: Readonly<Record<string, Asked>> = {
  leadTimeForChanges: {
    unit: 'SECONDS',
    fields: 'value: medianSeconds n: sampleSize series(by: WEEK) { start sampleSize }',
    samplesOf: changesOf,
  },
  deploymentFrequency: {
    unit: 'PER_WEEK',
    fields: 'value: perWeek n: count',
    samplesOf: ({ n }, { from, to }) => [
      { count: n, of: 'deployment' },
      { count: Math.round((to - from) / week), of: 'week' },
    ],
  },
  changeFailureRate: {
    unit: 'SHARE',
    fields: 'value: rate n: deployments',
    samplesOf: ({ n }) => [{ count: n, of: 'deployment' }],
  },
  deploymentReworkRate: {
    unit: 'SHARE',
    fields: 'value: rate n: deployments',
    samplesOf: ({ n }) => [{ count: n, of: 'deployment' }],
  },
  timeToRestore: {
    unit: 'SECONDS',
    fields: 'value: medianSeconds n: sampleSize',
    samplesOf: ({ n }) => [{ count: n, of: 'failure' }],
  },
}

function questionOf(metric: string, { fields }: Asked): string {
  const measured = (name: string) =>
    `${name}: metrics(environment: $environment, window: $${name}) { measured: ${metric} { ${fields} interval { low high } } }`
  return `
    query AlertFigures($service: String!, $environment: String!, $before: WindowInput!, $since: WindowInput!) {
      service(name: $service) { ${measured('before')} ${measured('since')} }
    }`
}

interface FiguresAnswer {
  readonly service: Readonly<Record<'before' | 'since', { readonly measured: Measured }>> | null
}

/** The metric as the pages have it, while it was usual and from the onset to the alert; null where it has no such numbers. */
export async function figuresOf(
  ask: AskInside,
  { detector, usualFrom, onsetFrom, openedAt }: AlertRow,
  { service, environment, timeZone }: AlertPlace,
): Promise<Figures | null> {
  const asked = metrics[detector]
  if (asked === undefined || usualFrom >= onsetFrom) return null
  const windows = {
    before: { from: usualFrom, to: onsetFrom },
    since: { from: onsetFrom, to: Math.max(onsetFrom + MINUTE, openedAt) },
  }
  const windowOf = ({ from, to }: Span) => ({ from: isoOf(from), to: isoOf(to), timeZone })
  const variables = { service, environment, before: windowOf(windows.before), since: windowOf(windows.since) }
  const { data, errors } = await ask(questionOf(detector, asked), variables)
  if (data === null || blockingError({ data, errors }) !== undefined) return null
  const answered = (data as FiguresAnswer).service
  if (answered === null) return null
  const figure = (name: 'before' | 'since'): Figure | null => {
    const { measured } = answered[name]
    const { value, interval } = measured
    if (value === null) return null
    const samples = asked.samplesOf(measured, { ...windows[name], timeZone })
    return { ...windows[name], value, low: interval?.low ?? null, high: interval?.high ?? null, samples }
  }
  return { unit: asked.unit, before: figure('before'), since: figure('since') }
}

function isoOf(at: Instant): string {
  return new Date(at).toISOString()
}
