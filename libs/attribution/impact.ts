import type { FlagState, IncidentState } from '#domain/entity-state'
import type { Instant, Milliseconds } from '#domain/instant'
import type { ImpactInterval, RestoreRule } from '#domain/stream-history'

/** When an incident hurt, as far as its own statements tell. */
export interface Impact {
  readonly startedAt: Instant
  /** Ascending, apart; the last one lasts where `to` is null. Where clocks disagree, `to` may lie before `from`. */
  readonly intervals: readonly ImpactInterval[]
  /** What ended the last interval; null while it lasts. */
  readonly rule: Exclude<RestoreRule, 'REMEDY_LIVE'> | null
}

/** What ended an incident, and when. */
export interface End {
  readonly at: Instant
  readonly rule: Exclude<RestoreRule, 'REMEDY_LIVE'>
}

/** When the impact of an incident began, as far as its own statements tell. */
export function impactStart({ event }: IncidentState): Instant {
  return event.impactStartedAt ?? event.openedAt
}

function reopeningsOf(incident: IncidentState): Instant[] {
  const startedAt = impactStart(incident)
  return incident.reopenings.filter((at) => at > startedAt)
}

/** The ends that the statements of an incident itself tell, in no order. */
export function ownEnds(incident: IncidentState): End[] {
  const { mitigatedAt, resolvedAt } = incident.event
  // Without a reopening, several resolutions are corrections of one: the newest word counts.
  const newest = resolvedAt === undefined ? [] : [resolvedAt]
  const resolutions = reopeningsOf(incident).length > 0 ? incident.resolutions : newest
  return [
    ...(mitigatedAt === undefined ? [] : [{ at: mitigatedAt, rule: 'MITIGATED' } as const]),
    ...resolutions.map((at) => ({ at, rule: 'RESOLVED' }) as const),
  ]
}

function firstEnd(own: readonly End[], flags: readonly FlagState[], from: Instant, reopened: boolean): End | null {
  const mitigated = own.filter(({ rule }) => rule === 'MITIGATED')
  const switched = flags.map(({ event }): End => ({ at: event.at, rule: 'MITIGATED_BY_FLAG' }))
  const ends = [...mitigated, ...switched, ...own.filter(({ rule }) => rule === 'RESOLVED')]
  const later = ends.filter((end) => end.at >= from).toSorted((a, b) => a.at - b.at)
  if (later[0] !== undefined) return later[0]
  // Clocks that disagree can end an incident before it began: it is not open for ever, and its length is told as it is.
  return reopened ? null : (ends.toSorted((a, b) => b.at - a.at)[0] ?? null)
}

/**
 * Impact of one incident: from its impact's start (else its opening) to mitigation, else resolution, with every
 * reopening. A reopening within `reopenWindow` lets the clock run on; a later one begins a new interval.
 */
export function impactOf(incident: IncidentState, flags: readonly FlagState[], reopenWindow: Milliseconds): Impact {
  const startedAt = impactStart(incident)
  const reopenings = reopeningsOf(incident)
  const own = ownEnds(incident)
  const intervals: ImpactInterval[] = []
  let from: Instant | null = startedAt
  let rule: Impact['rule'] = null
  for (let turn = 0; from !== null && turn <= reopenings.length; turn += 1) {
    const end = firstEnd(own, flags, from, reopenings.length > 0)
    rule = end?.rule ?? null
    intervals.push({ from, to: end?.at ?? null })
    from = end === null ? null : (reopenings.find((at) => at > end.at) ?? null)
  }
  return { startedAt, intervals: joinWithin(intervals, reopenWindow), rule }
}

/** Intervals in order, with gaps of at most `gap` filled; an open one swallows what follows. */
export function joinWithin(intervals: readonly ImpactInterval[], gap: Milliseconds): ImpactInterval[] {
  const joined: ImpactInterval[] = []
  for (const interval of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last === undefined || (last.to !== null && interval.from - Math.max(last.from, last.to) > gap)) {
      joined.push(interval)
      continue
    }
    const to = last.to === null || interval.to === null ? null : Math.max(last.to, interval.to)
    joined[joined.length - 1] = { from: last.from, to }
  }
  return joined
}
