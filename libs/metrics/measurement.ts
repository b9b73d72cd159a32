import { DAY } from '#domain/instant'
import type { FlagCode } from '#domain/stream-history'
import { bandOf } from './band.ts'
import { type Definition, isDefault } from './definition.ts'
import type { DataQualityFlag, Interval, Measurement, MeasureScope, MetricId, UnavailableReason } from './metric.ts'

const lowCoverage = 0.8

export interface Found {
  readonly sampleSize: number
  readonly unavailableReason: UnavailableReason | null
  readonly interval: Interval | null
  readonly coverage: number | null
  /** The headline value of one service, for its published level; absent where it is of several, or of another system's rule. */
  readonly value?: number | null
  /** How often each flag was met among what the number rests on. */
  readonly flags?: ReadonlyMap<FlagCode, number>
}

/** What all answers share, with the flags that follow from the numbers themselves. */
export function measurement<Id extends MetricId>(
  metric: Id,
  scope: MeasureScope,
  found: Found,
): Measurement & { readonly metric: Id } {
  const { window, definition } = scope
  const { sampleSize, coverage } = found
  const insufficient = sampleSize < definition.minN.p50
  const provisional = isProvisional(scope)
  const { value = null } = found
  const hasBand = value !== null && !insufficient && isDefault(definition)
  const flags = flagsIn(found.flags, definition)
  if (coverage !== null && coverage < lowCoverage) {
    const percent = coverage > 0 && coverage < 0.01 ? 'less than 1' : Math.floor(coverage * 100)
    flags.push(flag('LOW_COVERAGE', 1, `Only ${percent} % of what this number rests on is known; it raises no alert.`))
  }
  if (insufficient && sampleSize > 0)
    flags.push(flag('SMALL_SAMPLE', sampleSize, messages.SMALL_SAMPLE(sampleSize, definition)))
  if (provisional) flags.push(flag('PROVISIONAL', 1, messages.PROVISIONAL(definition.maturityDays, definition)))
  return {
    metric,
    window,
    definition,
    sampleSize,
    insufficient,
    unavailableReason: found.unavailableReason,
    interval: found.interval,
    coverage,
    band: hasBand ? bandOf(metric, value) : null,
    provisional,
    flags,
  }
}

/** Whether late events may still be expected: the window's end is younger than `maturityDays` (of 24 h). */
export function isProvisional({ window, definition, now }: MeasureScope): boolean {
  return now < window.to + definition.maturityDays * DAY
}

/** Counts the flags of everything a number rests on. */
export function countFlags(items: Iterable<{ readonly flags: readonly FlagCode[] }>): Map<FlagCode, number> {
  const counts = new Map<FlagCode, number>()
  for (const { flags } of items) {
    if (flags.length === 0) continue
    for (const code of flags) counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  return counts
}

function flagsIn(met: Found['flags'], definition: Definition): DataQualityFlag[] {
  if (met === undefined || met.size === 0) return []
  return [...met]
    .filter(([, count]) => count > 0)
    .toSorted(([a], [b]) => orderOf(a) - orderOf(b))
    .map(([code, count]) => flag(code, count, messages[code](count, definition)))
}

function orderOf(code: FlagCode): number {
  return Object.keys(messages).indexOf(code)
}

function flag(code: FlagCode, count: number, message: string): DataQualityFlag {
  return { code, count, message }
}

const one = (count: number, singular: string, plural: string): string => `${count} ${count === 1 ? singular : plural}`

/** What a sample lacks that has no start, and what mends it. */
function withoutStart(count: number, { start, unit }: Definition): string {
  if (start === 'PUSHED')
    return `${one(count, 'sample lacks', 'samples lack')} the time of a push; connect the host of the repository, or post push events.`
  const lacking =
    unit === 'COMMIT'
      ? one(count, 'commit lacks its', 'commits lack their')
      : `${one(count, 'change lacks', 'changes lack')} the`
  const whose = unit === 'COMMIT' ? '' : ' of the commits'
  return `${lacking} \`committedAt\`${whose}; post it with the commits, or connect the repository.`
}

const messages: Readonly<Record<FlagCode, (count: number, definition: Definition) => string>> = {
  NO_PREDECESSOR: (count) =>
    `${one(count, 'deployment has', 'deployments have')} no known predecessor, so what it shipped cannot be told.`,
  NEGATIVE_SPAN: (count) =>
    `${one(count, 'sample has', 'samples have')} times out of order: clocks of two systems disagree.`,
  IMPLAUSIBLE_CLOCK: (count) =>
    `${one(count, 'sample has', 'samples have')} an author date that cannot be true; the first sighting was taken instead.`,
  MISSING_COMMIT: (count) =>
    `The commits of ${one(count, 'deployment', 'deployments')} are not all known; post them or connect the repository.`,
  MISSING_REQUEST: (count) =>
    `${one(count, 'change lacks the times of its request', 'changes lack the times of their requests')}; connect the host of the repository.`,
  MISSING_START: withoutStart,
  LOW_COVERAGE: (count) => `${one(count, 'link is', 'links are')} missing.`,
  PROVISIONAL: (days) =>
    `The end of the window is not ${one(days, 'day', 'days')} old yet; late events may still change it.`,
  SMALL_SAMPLE: (count) => `It rests on ${one(count, 'sample', 'samples')} only.`,
  APPROXIMATE: (count) => `${one(count, 'value is', 'values are')} approximate.`,
}
