import { type CalendarDay, dayHolding } from '#domain/calendar'
import { deploymentKinds } from '#domain/delivery-event'
import type { Instant, Milliseconds } from '#domain/instant'
import type { FlagCode } from '#domain/stream-history'

/** Flags that a record of its own can bear, in the order of their bits. */
export const recordFlags = [
  'NO_PREDECESSOR',
  'NEGATIVE_SPAN',
  'IMPLAUSIBLE_CLOCK',
  'MISSING_COMMIT',
  'MISSING_REQUEST',
  'APPROXIMATE',
] as const satisfies readonly FlagCode[]

/** What the flags of a day were met on. */
export const flagBearers = ['COUNTED', 'ROLLBACK', 'SAMPLE'] as const
export type FlagBearer = (typeof flagBearers)[number]

/**
 * What happened on one local day in one stream or in several, by the default definition: everything that adds up, and the
 * lead times themselves. The five metrics are measured over such days and over facts alike.
 */
export interface DayFact {
  readonly day: CalendarDay
  /** Live deployments by kind, in the order of `deploymentKinds`. */
  readonly kinds: number[]
  /** Runs that ended, whatever their outcome. */
  attempts: number
  failedAttempts: number
  aborted: number
  /** Live counted deployments and rollbacks that were rework. */
  rework: number
  /** Live counted deployments with a known predecessor. */
  following: number
  /** Those of them whose changes are all known, by links that may be relied on. */
  covered: number
  /** Live counted deployments of which it is known what they shipped. */
  known: number
  /** The changes that those shipped. */
  knownChanges: number
  /** How often each of `recordFlags` was met on each of `flagBearers`; by `flagIndex`. `noFlags` where none was. */
  flags: number[]
  /** Lead times of the changes in milliseconds, in any number of arrays and in any order. */
  readonly leads: ArrayLike<number>[]
}

/** The counts of a day, in the order in which they are packed. */
export const dayCounts = [
  'attempts',
  'failedAttempts',
  'aborted',
  'rework',
  'following',
  'covered',
  'known',
  'knownChanges',
] as const satisfies readonly (keyof DayFact)[]

/** Where a count of flags stands in `DayFact.flags`. */
export function flagIndex(bearer: FlagBearer, flag: (typeof recordFlags)[number]): number {
  return flagBearers.indexOf(bearer) * recordFlags.length + recordFlags.indexOf(flag)
}

export const flagCount = flagBearers.length * recordFlags.length
/** Of days without any, which are most: shared, so never written to. */
export const noFlags: number[] = []
Object.freeze(noFlags)

export function emptyDay(day: CalendarDay): DayFact {
  return {
    day,
    kinds: [0, 0, 0, 0, 0, 0, 0],
    attempts: 0,
    failedAttempts: 0,
    aborted: 0,
    rework: 0,
    following: 0,
    covered: 0,
    known: 0,
    knownChanges: 0,
    flags: noFlags,
    leads: [],
  }
}

/** Flags as bits, by `recordFlags`. A flag that is met twice on one record is met once. */
export function flagBits(flags: readonly FlagCode[]): number {
  let bits = 0
  for (const [bit, flag] of recordFlags.entries()) if (flags.includes(flag)) bits |= 1 << bit
  return bits
}

const missingCommit = flagBits(['MISSING_COMMIT'])
const noPredecessor = flagBits(['NO_PREDECESSOR'])
const negativeSpan = flagBits(['NEGATIVE_SPAN'])

/** A deployment that succeeded and is live, in the columns that a day needs. */
export interface LiveEntry {
  readonly id: number | string
  readonly liveAt: Instant
  /** Its place in `deploymentKinds`. */
  readonly kind: number
  readonly rework: boolean
  readonly flags: number
}

/** A change that such a deployment shipped. */
export interface ShippedEntry {
  readonly deploymentId: number | string
  readonly startedAt: Instant
  readonly liveAt: Instant
  /** Its link is below MEDIUM: it is no sample. */
  readonly isLow: boolean
  readonly flags: number
}

/** A run that ended. */
export interface EndedRun {
  readonly at: Instant
  readonly outcome: string
}

const rollback = deploymentKinds.indexOf('ROLLBACK')
/** CODE and CONFIG, which the default definition counts, stand first. */
const countedKinds = 2

function addFlags(day: DayFact, bearer: FlagBearer, flags: number): void {
  if (flags === 0) return
  if (day.flags === noFlags) day.flags = Array.from({ length: flagCount }, () => 0)
  for (const [bit, flag] of recordFlags.entries()) {
    const place = flagIndex(bearer, flag)
    if ((flags & (1 << bit)) !== 0) day.flags[place] = (day.flags[place] ?? 0) + 1
  }
}

/** Deployments that the default definition counts. */
export function countedOn({ kinds }: DayFact): number {
  return (kinds[0] ?? 0) + (kinds[1] ?? 0)
}

interface Shipment {
  changes: number
  leftOut: boolean
}

/**
 * The days of one stream on which something happened, ascending. Pure.
 *
 * @param liveDeployments with all changes they shipped
 */
export function dayFacts(
  liveDeployments: Iterable<LiveEntry>,
  shipped: Iterable<ShippedEntry>,
  runs: Iterable<EndedRun>,
  timeZone: string,
): DayFact[] {
  const days = new Map<CalendarDay, DayFact & { readonly values: Milliseconds[] }>()
  const at = (instant: Instant): DayFact & { readonly values: Milliseconds[] } => {
    const day = dayHolding(instant, timeZone)
    const known = days.get(day)
    if (known !== undefined) return known
    const fresh = Object.assign(emptyDay(day), { values: [] })
    days.set(day, fresh)
    return fresh
  }
  const live = [...liveDeployments]
  const kinds = new Map(live.map(({ id, kind }) => [id, kind]))
  const shipments = new Map<number | string, Shipment>()
  for (const { deploymentId, startedAt, liveAt, isLow, flags } of shipped) {
    if ((kinds.get(deploymentId) ?? 0) >= countedKinds) continue
    const shipment = shipments.get(deploymentId) ?? { changes: 0, leftOut: false }
    shipment.changes += 1
    shipment.leftOut ||= isLow
    shipments.set(deploymentId, shipment)
    if (isLow) continue
    const day = at(liveAt)
    day.values.push(liveAt - startedAt)
    addFlags(day, 'SAMPLE', liveAt < startedAt ? flags | negativeSpan : flags)
  }
  for (const entry of live) addLive(at(entry.liveAt), entry, shipments.get(entry.id))
  for (const { at: ended, outcome } of runs) {
    const day = at(ended)
    day.attempts += 1
    if (outcome === 'FAILED') day.failedAttempts += 1
    if (outcome === 'ABORTED') day.aborted += 1
  }
  return [...days.values()]
    .toSorted((a, b) => a.day - b.day)
    .map(({ values, ...day }) => ({ ...day, leads: values.length === 0 ? [] : [values.toSorted((a, b) => a - b)] }))
}

function addLive(day: DayFact, { kind, rework, flags }: LiveEntry, shipment: Shipment | undefined): void {
  day.kinds[kind] = (day.kinds[kind] ?? 0) + 1
  const isCounted = kind < countedKinds
  if (kind === rollback) addFlags(day, 'ROLLBACK', flags)
  if (kind === rollback || (isCounted && rework)) day.rework += 1
  if (!isCounted) return

  addFlags(day, 'COUNTED', flags)
  const isFollowing = (flags & noPredecessor) === 0
  const isComplete = (flags & missingCommit) === 0
  if (isFollowing) day.following += 1
  if (isFollowing && isComplete && shipment?.leftOut !== true) day.covered += 1
  if (isFollowing && isComplete) {
    day.known += 1
    day.knownChanges += shipment?.changes ?? 0
  }
}

/** Adds days to those that are there already: what adds up is added, lead times lie beside each other. */
export function addDays(days: readonly DayFact[], into: Map<CalendarDay, DayFact>): Map<CalendarDay, DayFact> {
  for (const day of days) {
    const sum = into.get(day.day)
    if (sum === undefined) into.set(day.day, { ...day, kinds: [...day.kinds], leads: [...day.leads] })
    else addDay(sum, day)
  }
  return into
}

/** In the order of the calendar, in which they mostly are. */
export function ascending(days: readonly DayFact[]): readonly DayFact[] {
  const isAscending = days.every((day, index) => index === 0 || day.day > (days[index - 1]?.day ?? 0))
  return isAscending ? days : days.toSorted((a, b) => a.day - b.day)
}

function addDay(sum: DayFact, day: DayFact): void {
  for (const name of dayCounts) sum[name] += day[name]
  for (const [index, count] of day.kinds.entries()) sum.kinds[index] = (sum.kinds[index] ?? 0) + count
  if (day.flags.length > 0)
    sum.flags = Array.from({ length: flagCount }, (_, at) => (sum.flags[at] ?? 0) + (day.flags[at] ?? 0))
  sum.leads.push(...day.leads)
}
