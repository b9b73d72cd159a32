/** What is stated of alerting, in words. What a newer server adds stands as it came. Pure. */
import type {
  ListedSchedule,
  StatedFreeze,
  StatedNotifyRule,
  StatedQuietHours,
  StatedRule,
  StatedThreshold,
} from './alerting-answers.ts'
import { duration, percent, spanWords } from './format.ts'
import { detectorName } from './watching-words.ts'
import { plainWords } from './words.ts'

/** `a`, `a or b`, `a, b or c`. */
function anyOf(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`
}

/** Who states something, and so where it is changed. */
export function originWords(origin: 'FILE' | 'API'): string {
  return origin === 'FILE' ? 'leadline.yaml' : 'the API'
}

/** What a rule is about. */
export function metricsWords(metrics: readonly string[]): string {
  return metrics.length === 0 ? 'All that is watched' : metrics.map(detectorName).join(', ')
}

const shares: ReadonlySet<string> = new Set(['changeFailureRate', 'deploymentReworkRate'])

/** A value as it is stated, such as `P2DT12H`, `0.15` or `3`. */
function valueWords(metric: string, value: string): string {
  if (shares.has(metric)) return percent(Number(value)).text
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(value) ?? []
  if (value.startsWith('P'))
    return duration(((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds)).spoken
  return `${value} a week`
}

function thresholdWords(metric: string, { above, below, last }: StatedThreshold): string {
  const sides = [
    above === null ? '' : `above ${valueWords(metric, above)}`,
    below === null ? '' : `below ${valueWords(metric, below)}`,
  ]
  return `A plain threshold: ${sides.filter((side) => side !== '').join(' or ')}, over the last ${spanWords(last)}`
}

/** From when on a rule raises an alert. */
export function limitWords({ threshold, metrics, isOn, falseAlarmsPerServiceYear: budget }: StatedRule): string {
  if (!isOn) return 'Nothing: it silences what it is of'
  if (threshold !== null) return thresholdWords(metrics[0] ?? '', threshold)
  return `Tests: each may be wrong ${budget === 1 ? 'once' : `${budget} times`} a year for a service`
}

/** When nobody is told. */
export function quietWords(hours: StatedQuietHours | null): string {
  if (hours === null) return 'None: told at any time'
  const { from, to, timeZone, days } = hours
  const on = days.length === 0 ? 'every day' : `beginning on ${anyOf(days.map(plainWords))}`
  return `${from} to ${to} ${timeZone}, ${on}`
}

/** Who is told by a rule of alerts. */
export function tellsWords(channels: readonly string[]): string {
  return channels.length === 0 ? 'Nobody: pages show it' : channels.join(', ')
}

const outcomes: Readonly<Record<string, string>> = {
  LIVE: 'went live',
  FAILED: 'failed',
  ROLLED_BACK: 'was rolled back',
}

/** What of deployments is told. */
export function outcomesWords({ outcomes: told }: Pick<StatedNotifyRule, 'outcomes'>): string {
  return `What ${anyOf(told.map((each) => outcomes[each] ?? plainWords(each).toLowerCase()))}`
}

/** Freezes by when they are: the nearest first, those that are over the latest first. */
export function freezesAt(
  freezes: readonly StatedFreeze[],
  nowIso: string,
): Readonly<Record<'now' | 'coming' | 'past', readonly StatedFreeze[]>> {
  const now = Date.parse(nowIso)
  const of = (isOf: (freeze: StatedFreeze) => boolean) =>
    freezes.filter(isOf).toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from))
  return {
    now: of(({ from, to }) => Date.parse(from) <= now && now < Date.parse(to)),
    coming: of(({ from }) => Date.parse(from) > now),
    past: of(({ to }) => Date.parse(to) <= now).toReversed(),
  }
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** When something is told regularly. */
export function timesWords({ every, day, at, timeZone }: ListedSchedule): string {
  const clock = `at ${at} ${timeZone}`
  if (every === 'WEEK') return `Every ${weekdays[(day ?? 1) - 1] ?? 'week'} ${clock}`
  if (every === 'MONTH') return `On day ${day ?? 1} of each month ${clock}`
  return every === 'DAY' ? `Every day ${clock}` : `${plainWords(every)} ${clock}`
}

/** What is told regularly. */
export function kindWords({ kind, last, against }: ListedSchedule): string {
  const over = `of ${spanWords(last)}`
  if (kind === 'DIGEST') return `Digest ${over}, where there is something to say`
  if (kind !== 'COMPARISON') return `${plainWords(kind)} ${over}`
  const bases: Readonly<Record<string, string>> = {
    PREVIOUS_WINDOW: ', held against the time before',
    SAME_WINDOW_LAST_YEAR: ', held against a year before',
  }
  return `Comparison ${over}${bases[against] ?? ''}`
}
