/** What a picture of a chart says, and what its file is called. Pure. */
import type { MetricAnswers } from './answers.ts'
import { stretch } from './format.ts'
import { type MetricName, viewMetric } from './metric-view.ts'
import type { UrlState } from './url-state.ts'
import type { WindowInput } from './window-choice.ts'

/** What stands around the chart in a picture of it. */
export interface PictureWords {
  readonly title: string
  /** Of what it is: service, environment and window. */
  readonly of: string
  /** The number of the window with its interval, its n and every doubt. */
  readonly value: string
  readonly summary: string
  /** The rules by which it is computed. */
  readonly definition: string
}

/** Of what a picture is, what it says beside the chart, and its file. */
export interface PictureOf extends Pick<PictureWords, 'of' | 'value' | 'definition'> {
  readonly file: string
}

/** The name of a file that is saved: of what is told it keeps letters and digits, and is bounded. */
export function savedName(ending: string, ...parts: readonly string[]): string {
  const plain = parts.map((part) => part.replaceAll(/[^\p{L}\p{N}._]+/gu, '-').replaceAll(/^[-.]+|-+$/g, ''))
  const name = Array.from(plain.filter((part) => part !== '').join('-'))
    .slice(0, 120)
    .join('')
  return `${name === '' ? 'chart' : name}.${ending}`
}

/** Of what a file is, for its name: the environment and the first and last day of its window, or how long that is. */
export function savedWithin(environment: string, window: Partial<WindowInput> | null): readonly string[] {
  if (window === null) return [environment]
  const { from, to, last } = window
  const days = [from, to].flatMap((time) => (time === undefined ? [] : [time.slice(0, 10)]))
  return [environment, ...(last === undefined ? days : [last])]
}

/** Words as lines of a width; a word that is wider alone is cut. */
export function linesWithin(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/ +/)) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line)
      line = word
    } else line = longer
    while (widthOf(line) > width && line.length > 1) {
      let end = line.length - 1
      while (end > 1 && widthOf(line.slice(0, end)) > width) end -= 1
      lines.push(line.slice(0, end))
      line = line.slice(end)
    }
  }
  return [...lines, line].filter((each) => each !== '')
}

interface Pictured {
  /** Name of the service or the team. */
  readonly of: string
  readonly what: string
  readonly environment: string
  readonly value?: string
  readonly definition?: string
}

/** The words and the file of a chart: of whom, of what, in that environment, over a window. */
export function pictureOf(
  { of, what, environment, value = '', definition = '' }: Pictured,
  window: { readonly from: string; readonly to: string } | null,
  timeZone: string,
): PictureOf {
  const span = window === null ? [] : [`${stretch(window.from, window.to, timeZone)} (${timeZone})`]
  const file = savedName('png', of, what, ...savedWithin(environment, window))
  return { of: [of, environment, ...span].join(', '), value, definition, file }
}

/** The same with what the page says of the window before: `Worse than 1 d 2 h before`. */
export function withChange(picture: PictureOf, change: { readonly text: string } | null): PictureOf {
  return change === null ? picture : { ...picture, value: `${picture.value}. ${change.text}` }
}

interface Within extends Pick<UrlState, 'environment' | 'timeZone'> {
  /** Left out where the metrics say their own. */
  readonly window?: { readonly from: string; readonly to: string }
}

/** The same of the trend of a metric. */
export function metricPicture(
  of: string,
  what: MetricName,
  metrics: MetricAnswers,
  { environment, timeZone, window }: Within,
): PictureOf {
  const { words, reason, interval, samples, chips } = viewMetric(what, metrics)
  const bounds = interval === null ? [] : [`90 % interval ${interval.text}`]
  const doubts = chips.map(({ text }) => text)
  const value = [words?.text ?? reason ?? '', ...bounds, samples, ...doubts].join(', ')
  const { definition } = metrics[what]
  const span = window ?? metrics.deploymentFrequency.window ?? null
  return pictureOf({ of, what, environment, value, definition: definition?.text ?? '' }, span, timeZone)
}

/** The same of where lead time goes, or of how lead times spread. */
export function leadTimePicture(
  of: string,
  what: 'stages' | 'spread',
  metrics: MetricAnswers,
  { environment, timeZone, window }: Within,
): PictureOf {
  const { definition } = metrics.leadTimeForChanges
  const span = window ?? metrics.deploymentFrequency.window ?? null
  const { samples, chips } = viewMetric('leadTimeForChanges', metrics)
  const said = { value: [samples, ...chips.map(({ text }) => text)].join(', '), definition: definition?.text ?? '' }
  return pictureOf({ of, what, environment, ...said }, span, timeZone)
}
