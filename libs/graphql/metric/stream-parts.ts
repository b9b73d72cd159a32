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
  /** What of the window is no whole day, each with the names of the local days that it is of, and all of these. */
  readonly rest: readonly (Segment & { readonly edges: readonly string[] })[]
  readonly edges: readonly CalendarDay[]
  /** Failures and incidents, by days of UTC; null where nobody asks for them. */
  readonly rare: (Blocks & Segment) | null
  /** Before when the last deployment is asked for, and its local day; null where it is not. */
  readonly end: { readonly at: Instant; readonly day: CalendarDay } | null
  /** Of its parts, the same for every stream. */
  readonly names: PartNames
}

interface PartNames {
  readonly days: readonly string[]
  readonly edges: readonly string[]
  readonly rare: readonly string[]
  readonly last: string | null
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
  const edges = [...new Set(rest.flatMap((segment) => daysOf(segment, timeZone)))]
  const near = { from: from - slack, to: to + slack }
  const at = Math.min(window.to, now + 1)
  const end = needs.last ? { at, day: dayHolding(at, timeZone) } : null
  const isLarge = (last - first) * streams > largeQuestion
  const days = first < last && !isLarge ? blocksOf(first, last) : { first: 0, last: 0 }
  const rareDays = blocksOf(Math.floor(near.from / DAY), Math.floor((near.to - 1) / DAY) + 1)
  const rare = needs.failures || needs.incidents ? rareDays : null
  return {
    timeZone,
    first,
    last,
    isLarge,
    days,
    rest: rest.map((segment) => ({
      ...segment,
      edges: daysOf(segment, timeZone).map((day) => edgeName(timeZone, day)),
    })),
    edges,
    rare: rare === null ? null : { ...near, ...rare },
    end,
    names: {
      days: namesIn(days, (block) => daysName(timeZone, block)),
      edges: edges.map((day) => edgeName(timeZone, day)),
      rare: rare === null ? [] : namesIn(rare, rareName),
      last: end === null ? null : lastName(timeZone, end.day),
    },
  }
}

/** The local days that a segment is of. */
function daysOf({ from, to }: Segment, timeZone: string): CalendarDay[] {
  const first = dayHolding(from, timeZone)
  return Array.from({ length: dayHolding(to - 1, timeZone) - first + 1 }, (_, index) => first + index)
}

function namesIn({ first, last }: Blocks, nameOf: (block: number) => string): string[] {
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => nameOf(first + index))
}

export const daysName = (timeZone: string, block: number): string => `days ${block} ${timeZone}`
export const edgeName = (timeZone: string, day: CalendarDay): string => `edge ${day} ${timeZone}`
export const lastName = (timeZone: string, day: CalendarDay): string => `last ${day} ${timeZone}`
export const rareName = (block: number): string => `rare ${block}`

/** All parts of a plan. */
export function namesOf({ names: { days, edges, rare, last } }: PartPlan): string[] {
  return [...edges, ...days, ...rare, ...(last === null ? [] : [last])]
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
  const { first, last, names } = plan
  const edges = daysOfEdges(parts, plan)
  const found = edges.filter(({ day }) => day < first)
  for (const name of names.days) {
    for (const day of valueOf(parts, name) as readonly DayFact[])
      if (day.day >= first && day.day < last) found.push(day)
  }
  for (const edge of edges) if (edge.day >= first) found.push(edge)
  return { days: found, rare: { ...rareOfParts(parts, plan), lastLiveAt: lastLiveOf(parts, plan) } }
}

/** When the last counted deployment went live; null where there was none, and where nobody asks for it. */
export function lastLiveOf(parts: ReadonlyMap<string, KeptPart> = new Map(), { names, end }: PartPlan): Instant | null {
  return end === null || names.last === null ? null : lastBefore(valueOf(parts, names.last) as LastDay, end.at)
}

/** The days that the window clips, of what lies within it. */
function daysOfEdges(parts: ReadonlyMap<string, KeptPart>, { timeZone, rest }: PartPlan): DayFact[] {
  const found: DayFact[] = []
  for (const segment of rest) {
    const live: LiveEntry[] = []
    const shipped: ShippedEntry[] = []
    for (const name of segment.edges) {
      const edge = valueOf(parts, name) as EdgeDay
      for (const entry of edge.live) if (within(segment, entry.liveAt)) live.push(entry)
      for (const entry of edge.shipped) if (within(segment, entry.liveAt)) shipped.push(entry)
    }
    if (live.length > 0) found.push(...dayFacts(live, shipped, [], timeZone))
  }
  return found
}

function rareOfParts(parts: ReadonlyMap<string, KeptPart>, { rare, names }: PartPlan): Facts {
  if (rare === null) return emptyFacts
  const deployments: DeploymentFact[] = []
  const failures: FailureFact[] = []
  const incidents: IncidentFact[] = []
  for (const name of names.rare) {
    const value = valueOf(parts, name) as RareBlock
    for (const { deployment, failure } of value.failed) {
      if (!within(rare, failure.at)) continue
      deployments.push(deployment)
      failures.push(failure)
    }
    incidents.push(...value.incidents)
  }
  return { ...emptyFacts, deployments, failures, incidents }
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
