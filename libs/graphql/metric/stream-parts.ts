import { type CalendarDay, dayHolding, startOfDay } from '#domain/calendar'
import { DAY, type Instant } from '#domain/instant'
import { until, type Window, within } from '#domain/window'
import { type DayFact, dayFacts, type LiveEntry, type ShippedEntry } from '#metrics/day-fact'
import type { DeploymentFact, Facts, FailureFact, IncidentFact } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import type { Segment } from '#storage/queries/packed-facts'
import { groupedBy } from '../relay/loader.ts'
import { emptyFacts, slack } from './fact-reads.ts'
import type { DigestNeeds } from './metrics-needs.ts'
import type { KeptPart } from './stream-memory.ts'

/** So many days are read and kept at a time. */
const blockDays = 32

/** Blocks [first, last) of so many days each, counted from 1970. */
export interface Blocks {
  readonly first: number
  readonly last: number
}

/** Which parts of a stream a question is answered from, in the time zone of its window; of the window what has come. */
export interface PartPlan {
  readonly timeZone: string
  /** The whole days [first, last) of the window. */
  readonly first: CalendarDay
  readonly last: CalendarDay
  /** Whether the whole days are too many to keep: then they are no parts. */
  readonly isLarge: boolean
  readonly days: Blocks
  /** What of the window is no whole day, and the local days that it is of. */
  readonly rest: readonly Segment[]
  readonly edges: readonly CalendarDay[]
  /** Failures and incidents, by days of UTC; null where nobody asks for them. */
  readonly rare: (Blocks & Segment) | null
  /** Before when the last deployment is asked for, and its local day; null where it is not. */
  readonly end: { readonly at: Instant; readonly day: CalendarDay } | null
}

/** What went live on one local day, one by one. */
export interface EdgeDay {
  readonly live: readonly LiveEntry[]
  readonly shipped: readonly ShippedEntry[]
}

/** When counted deployments went live on one local day, and the last time before it. */
export interface LastDay {
  readonly before: Instant | null
  readonly times: readonly Instant[]
}

/** What does not add up, of a block of days. */
export interface RareBlock {
  readonly failed: readonly { readonly deployment: DeploymentFact; readonly failure: FailureFact }[]
  readonly incidents: readonly IncidentFact[]
}

const blocksOf = (first: CalendarDay, last: CalendarDay): Blocks => ({
  first: Math.floor(first / blockDays),
  last: Math.floor((last - 1) / blockDays) + 1,
})

export function daysOfBlocks({ first, last }: Blocks): { readonly first: CalendarDay; readonly last: CalendarDay } {
  return { first: first * blockDays, last: last * blockDays }
}

/** The parts of a window that are no whole days of its zone, and those that are. */
export function wholeDays({ from, to, timeZone }: Window): { first: number; last: number; rest: Segment[] } {
  const begun = dayHolding(from, timeZone)
  const first = startOfDay(begun, timeZone) < from ? begun + 1 : begun
  const last = dayHolding(to, timeZone)
  if (first >= last) return { first, last: first, rest: [{ from, to }] }
  const rest = [
    { from, to: startOfDay(first, timeZone) },
    { from: startOfDay(last, timeZone), to },
  ]
  return { first, last, rest: rest.filter((segment) => segment.to > segment.from) }
}

/** Of more days than this in all streams together the whole days are read past the memory. */
const largeQuestion = 60_000

export function planOf({ window, now }: MeasureScope, needs: DigestNeeds, streams: number): PartPlan {
  const { from, to, timeZone } = until(window, now)
  const { first, last, rest } = wholeDays({ from, to, timeZone })
  const edges = new Set<CalendarDay>()
  for (const segment of rest)
    for (let day = dayHolding(segment.from, timeZone); day <= dayHolding(segment.to - 1, timeZone); day += 1)
      edges.add(day)
  const near = { from: from - slack, to: to + slack }
  const end = Math.min(window.to, now + 1)
  const isLarge = (last - first) * streams > largeQuestion
  return {
    timeZone,
    first,
    last,
    isLarge,
    days: first < last && !isLarge ? blocksOf(first, last) : { first: 0, last: 0 },
    rest,
    edges: [...edges],
    rare:
      needs.failures || needs.incidents
        ? { ...near, ...blocksOf(Math.floor(near.from / DAY), Math.floor((near.to - 1) / DAY) + 1) }
        : null,
    end: needs.last ? { at: end, day: dayHolding(end, timeZone) } : null,
  }
}

export const daysName = (timeZone: string, block: number): string => `days ${block} ${timeZone}`
export const edgeName = (timeZone: string, day: CalendarDay): string => `edge ${day} ${timeZone}`
export const lastName = (timeZone: string, day: CalendarDay): string => `last ${day} ${timeZone}`
export const rareName = (block: number): string => `rare ${block}`

/** The names of all parts of a plan: the same for every stream. */
export function namesOf({ timeZone, days, edges, rare, end }: PartPlan): string[] {
  const names = edges.map((day) => edgeName(timeZone, day))
  for (let block = days.first; block < days.last; block += 1) names.push(daysName(timeZone, block))
  if (rare !== null) for (let block = rare.first; block < rare.last; block += 1) names.push(rareName(block))
  if (end !== null) names.push(lastName(timeZone, end.day))
  return names
}

/** Days in blocks, each with what there is of it. */
export function daysInBlocks(days: readonly DayFact[], timeZone: string, blocks: Blocks): Map<string, KeptPart> {
  const found = new Map<number, DayFact[]>()
  for (let block = blocks.first; block < blocks.last; block += 1) found.set(block, [])
  for (const day of days) found.get(Math.floor(day.day / blockDays))?.push(day)
  return new Map(
    [...found].map(([block, value]) => [
      daysName(timeZone, block),
      { value: value.toSorted((a, b) => a.day - b.day), size: value.reduce((sum, day) => sum + sizeOf(day), 100) },
    ]),
  )
}

function sizeOf({ leads, flags }: DayFact): number {
  return 350 + 8 * (flags.length + leads.reduce((sum, { length }) => sum + length, 0))
}

export function rareInBlocks({ failed, incidents }: RareBlock, blocks: Blocks): Map<string, KeptPart> {
  const blockAt = (at: Instant): string => String(Math.floor(at / DAY / blockDays))
  const failedOf = groupedBy(failed, ({ failure }) => blockAt(failure.at))
  const incidentsOf = groupedBy(incidents, ({ openedAt }) => blockAt(openedAt))
  const found = new Map<string, KeptPart>()
  for (let block = blocks.first; block < blocks.last; block += 1) {
    const value: RareBlock = {
      failed: failedOf.get(String(block)) ?? [],
      incidents: incidentsOf.get(String(block)) ?? [],
    }
    found.set(rareName(block), { value, size: 150 + 1_800 * value.failed.length + 900 * value.incidents.length })
  }
  return found
}

export function edgePart(value: EdgeDay): KeptPart {
  return { value, size: 200 + 100 * (value.live.length + value.shipped.length) }
}

export function lastPart(value: LastDay): KeptPart {
  return { value, size: 100 + 8 * value.times.length }
}

/** What a question is answered from: the days of a window, and what in it does not add up. */
export function digestOfParts(
  parts: ReadonlyMap<string, KeptPart> = new Map(),
  plan: PartPlan,
): { readonly days: DayFact[]; readonly rare: Facts } {
  const { timeZone, first, last, days } = plan
  const edges = daysOfEdges(parts, plan)
  const found = edges.filter(({ day }) => day < first)
  for (let block = days.first; block < days.last; block += 1) {
    for (const day of valueOf(parts, daysName(timeZone, block)) as readonly DayFact[])
      if (day.day >= first && day.day < last) found.push(day)
  }
  for (const edge of edges) if (edge.day >= first) found.push(edge)
  return { days: found, rare: { ...rareOfParts(parts, plan), lastLiveAt: lastLiveOf(parts, plan) } }
}

/** When the last counted deployment went live; null where there was none, and where nobody asks for it. */
export function lastLiveOf(
  parts: ReadonlyMap<string, KeptPart> = new Map(),
  { timeZone, end }: PartPlan,
): Instant | null {
  return end === null ? null : lastBefore(valueOf(parts, lastName(timeZone, end.day)) as LastDay, end.at)
}

/** The days that the window clips, of what lies within it. */
function daysOfEdges(parts: ReadonlyMap<string, KeptPart>, { timeZone, rest, edges }: PartPlan): DayFact[] {
  if (rest.length === 0) return []
  const ends = edges.map((day) => valueOf(parts, edgeName(timeZone, day)) as EdgeDay)
  return rest.flatMap((segment) => {
    const live = ends.flatMap((edge) => edge.live.filter(({ liveAt }) => within(segment, liveAt)))
    if (live.length === 0) return []
    const shipped = ends.flatMap((edge) => edge.shipped.filter(({ liveAt }) => within(segment, liveAt)))
    return dayFacts(live, shipped, [], timeZone)
  })
}

function rareOfParts(parts: ReadonlyMap<string, KeptPart>, { rare }: PartPlan): Facts {
  if (rare === null) return emptyFacts
  const failed: RareBlock['failed'][number][] = []
  const incidents: IncidentFact[] = []
  for (let block = rare.first; block < rare.last; block += 1) {
    const value = valueOf(parts, rareName(block)) as RareBlock
    failed.push(...value.failed)
    incidents.push(...value.incidents)
  }
  const near = failed.filter(({ failure }) => within(rare, failure.at))
  return {
    ...emptyFacts,
    deployments: near.map(({ deployment }) => deployment),
    failures: near.map(({ failure }) => failure),
    incidents,
  }
}

function lastBefore({ before, times }: LastDay, end: Instant): Instant | null {
  return times.reduce<Instant | null>(
    (latest, at) => (at < end && (latest === null || at > latest) ? at : latest),
    before,
  )
}

function valueOf(parts: ReadonlyMap<string, KeptPart>, name: string): unknown {
  const part = parts.get(name)
  if (part === undefined) throw new Error(`The part ${name} was not read`)
  return part.value
}
