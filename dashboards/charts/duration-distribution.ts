import type { ChartConfiguration } from 'chart.js'
import type { DurationBin } from '../answers.ts'
import { duration, percent, plural } from '../format.ts'
import { stepAxis, tooltipLook, valueAxis } from './axes.ts'
import type { DataTable, Palette } from './palette.ts'

/** A bin as it is drawn. */
interface NamedBin extends DurationBin {
  readonly label: string
  readonly title: string
  readonly share: number
  /** Share of all that took less than its end. */
  readonly within: number
}

/** The bins from the first that holds anything to the last: long empty ends say nothing. */
export function namedBins(bins: readonly DurationBin[]): NamedBin[] {
  const first = bins.findIndex(({ count }) => count > 0)
  if (first === -1) return []
  const last = bins.findLastIndex(({ count }) => count > 0)
  const total = bins.reduce((sum, { count }) => sum + count, 0)
  let within = 0
  return bins.slice(first, last + 1).map((bin) => {
    within += bin.count
    return { ...bin, ...wordsOf(bin), share: bin.count / total, within: within / total }
  })
}

function wordsOf({ fromSeconds, toSeconds }: DurationBin): { label: string; title: string } {
  const from = duration(fromSeconds).text
  if (toSeconds === null) return { label: `over ${from}`, title: `${from} and more` }
  const to = duration(toSeconds).text
  if (fromSeconds === 0) return { label: `to ${to}`, title: `under ${to}` }
  return { label: `to ${to}`, title: `${from} to under ${to}` }
}

/** How many of the samples took how long; the bins grow, as durations of delivery do. */
export function durationDistribution(
  bins: readonly DurationBin[],
  one: string,
  palette: Palette,
): ChartConfiguration<'bar'> {
  const named = namedBins(bins)
  const axis = valueAxis(palette, String)
  return {
    type: 'bar',
    data: {
      labels: named.map(({ label }) => label),
      datasets: [
        {
          label: 'Samples',
          data: named.map(({ count }) => count),
          backgroundColor: palette.series,
          borderRadius: 2,
          maxBarThickness: 56,
          categoryPercentage: 0.96,
          barPercentage: 0.96,
        },
      ],
    },
    options: {
      animation: false,
      maintainAspectRatio: false,
      scales: { x: stepAxis(palette), y: { ...axis, ticks: { ...axis.ticks, precision: 0 } } },
      plugins: {
        legend: { display: false },
        tooltip: {
          ...tooltipLook(palette),
          callbacks: {
            title: ([item]) => named[item?.dataIndex ?? -1]?.title ?? '',
            label: ({ dataIndex }) => linesOf(named[dataIndex], one),
          },
        },
      },
    },
  }
}

function linesOf(bin: NamedBin | undefined, one: string): string[] {
  if (bin === undefined) return []
  const shorter =
    bin.toSeconds === null ? [] : [`${percent(bin.within).text} took less than ${duration(bin.toSeconds).text}`]
  return [`${plural(bin.count, one)}, ${percent(bin.share).text} of all`, ...shorter]
}

/** The bins as rows. */
export function distributionTable(bins: readonly DurationBin[], one: string): DataTable {
  const name = `${one[0]?.toUpperCase()}${one.slice(1)}s`
  return {
    columns: ['Took', name, 'Share', 'Up to its end'],
    rows: namedBins(bins).map(({ title, count, share, within }) => [
      title,
      String(count),
      percent(share).text,
      percent(within).text,
    ]),
  }
}

/** The bins in one sentence. */
export function distributionSummary(bins: readonly DurationBin[], one: string): string {
  const named = namedBins(bins)
  const [most] = named.toSorted((a, b) => b.count - a.count)
  if (most === undefined) return `No ${one} of this window has a lead time.`
  const total = named.reduce((sum, { count }) => sum + count, 0)
  const slow = named.at(-1)
  const end =
    slow === undefined || slow === most
      ? ''
      : ` The slowest ${slow.count === 1 ? 'one' : String(slow.count)} took ${slow.title}.`
  const isOne = named.filter(({ count }) => count === most.count).length === 1
  const rank = isOne ? 'more than any other length' : 'and no length has more'
  return `Of ${plural(total, one)}, ${most.count} took ${most.title}, ${rank}.${end}`
}
