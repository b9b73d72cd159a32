import type { Instant, Milliseconds } from '#domain/instant'
import { DAY } from '#domain/instant'

/** Part of a trimmed mean lead time, before and since. */
export interface MovedStage {
  readonly stage: string
  readonly beforeSeconds: number
  readonly afterSeconds: number
}

/** An alert, or what is watched only, improvements too. */
export interface DigestAlert {
  readonly service: string
  readonly metric: string
  readonly level: 'ALERT' | 'WATCH'
  readonly direction: 'WORSE' | 'BETTER'
  readonly state: string
  readonly openedAt: Instant
  /** When it was noticed here, which late data may put later; as `openedAt` where nobody noted it. */
  readonly noticedAt: Instant
  /** Null while it is open. */
  readonly endedAt: Instant | null
  /** In words, with its numbers. */
  readonly text: string
  /** What did most of it, of lead time; null where nobody can say. */
  readonly moved: MovedStage | null
}

/** A change that moved the stage that moved most. */
export interface DigestMover {
  readonly service: string
  readonly name: string
  readonly url: string | null
  readonly seconds: number
}

/** Why lead time of all of them together is another than in the window before. */
export interface DigestLeadTime {
  /** Whether the interval of the difference leaves out zero; null where nobody can say. */
  readonly clear: boolean | null
  readonly beforeSeconds: number | null
  readonly afterSeconds: number | null
  readonly moved: MovedStage | null
  readonly movers: readonly DigestMover[]
}

/** What of a service is merged and not live. */
export interface DigestWaiting {
  readonly service: string
  readonly count: number
  readonly bound: 'EXACT' | 'AT_LEAST' | 'AT_MOST' | 'NEITHER'
  /** Since its merge; null where none waits. */
  readonly oldestSeconds: number | null
  /** Within this nine of ten changes went from start to live lately; null where too few did. */
  readonly usualSeconds: number | null
}

/** A failure that is not restored. */
export interface DigestFailure {
  readonly service: string
  readonly title: string
  readonly url: string | null
  readonly since: Instant
}

/** How much is missing of a service: of so many records so many lack what numbers need. */
export interface DigestGap {
  readonly service: string
  readonly kind: string
  readonly count: number
  readonly of: number
}

/** A source that fails, or is silent for longer than it ever lately was. */
export interface DigestSource {
  readonly name: string
  readonly silentSince: Instant | null
  /** Why it fails; null where it does not. */
  readonly failure: string | null
}

/** A number that is not known, of a service that deployed. */
export interface DigestUnknown {
  readonly service: string
  readonly what: 'LEAD_TIME' | 'WAITING'
  readonly reason: string
}

/** All that a digest may tell of a window. */
export interface DigestFacts {
  readonly from: Instant
  readonly to: Instant
  readonly alerts: readonly DigestAlert[]
  /** Of a team, or of one service; null for all services, which are not pooled. */
  readonly leadTime: DigestLeadTime | null
  readonly waiting: readonly DigestWaiting[]
  readonly failures: readonly DigestFailure[]
  readonly gaps: readonly DigestGap[]
  readonly sources: readonly DigestSource[]
  readonly unknown: readonly DigestUnknown[]
}

/** What is worth telling, in the order in which it is told. */
export interface Digest {
  readonly changed: readonly DigestAlert[]
  /** Alerts that opened before and are not over: the longest open first. */
  readonly open: readonly DigestAlert[]
  readonly leadTime: DigestLeadTime | null
  readonly waiting: readonly DigestWaiting[]
  readonly failures: readonly DigestFailure[]
  readonly sources: readonly DigestSource[]
  readonly gaps: readonly DigestGap[]
  readonly unknown: readonly DigestUnknown[]
}

/** What is merged waits for long beyond this, where too few changes went live to say what is usual. */
export const longWait: Milliseconds = 7 * DAY

/** Below it a number is flagged LOW_COVERAGE. */
const leastKnown = 0.8
/** Each of these is one that somebody should look at, however few they are. */
const worthAlone: ReadonlySet<string> = new Set(['UNLINKED_INCIDENT', 'HELD_BACK_SYNC'])

function isWithin({ from, to }: Pick<DigestFacts, 'from' | 'to'>, at: Instant | null): boolean {
  return at !== null && at >= from && at < to
}

/** Whether it opened or ended in the window; what was only watched and never was is nothing to tell. */
function isChange(alert: DigestAlert, window: Pick<DigestFacts, 'from' | 'to'>): boolean {
  const { level, state, noticedAt, openedAt, endedAt } = alert
  if (level === 'WATCH' && state === 'WITHDRAWN') return false
  if (endedAt !== null) return isWithin(window, endedAt)
  // What is noticed long after it opened is history, as where years are read in.
  return isWithin(window, noticedAt) && openedAt >= window.from - (window.to - window.from)
}

/** Whether it is an alert that is open as the window ends. */
function isOpen({ level, openedAt, endedAt }: DigestAlert, { to }: Pick<DigestFacts, 'to'>): boolean {
  return level === 'ALERT' && endedAt === null && openedAt < to
}

function rankOf({ direction, level, endedAt }: DigestAlert): number {
  return (direction === 'WORSE' ? 0 : 4) + (level === 'ALERT' ? 0 : 2) + (endedAt === null ? 0 : 1)
}

/** Whether the oldest waits for longer than is usual of that service. */
function isLong({ count, oldestSeconds, usualSeconds }: DigestWaiting): boolean {
  return count > 0 && oldestSeconds !== null && oldestSeconds > (usualSeconds ?? longWait / 1_000)
}

function isGap({ kind, count, of }: DigestGap): boolean {
  return count > 0 && (worthAlone.has(kind) || of - count < of * leastKnown)
}

function isMoved({ clear, moved }: DigestLeadTime): boolean {
  return clear === true && moved !== null
}

function byService(a: { readonly service: string }, b: { readonly service: string }): number {
  return Number(a.service > b.service) - Number(a.service < b.service)
}

/**
 * What of the facts is worth telling; null where nothing is. What is not known stands beside the rest and is no reason of
 * its own to tell anything: it was so the week before. Pure.
 */
export function digestOf(facts: DigestFacts): Digest | null {
  const changed = facts.alerts
    .filter((alert) => isChange(alert, facts))
    .toSorted((a, b) => rankOf(a) - rankOf(b) || byService(a, b) || a.openedAt - b.openedAt)
  const open = facts.alerts
    .filter((alert) => isOpen(alert, facts) && !isChange(alert, facts))
    .toSorted((a, b) => a.openedAt - b.openedAt || byService(a, b))
  const leadTime = facts.leadTime !== null && isMoved(facts.leadTime) ? facts.leadTime : null
  const waiting = facts.waiting
    .filter(isLong)
    .toSorted((a, b) => (b.oldestSeconds ?? 0) - (a.oldestSeconds ?? 0) || byService(a, b))
  const failures = facts.failures.toSorted((a, b) => a.since - b.since || byService(a, b))
  const sources = facts.sources.filter(({ silentSince, failure }) => silentSince !== null || failure !== null)
  const gaps = facts.gaps.filter(isGap).toSorted((a, b) => byService(a, b) || b.count - a.count)
  const parts = [changed, open, waiting, failures, sources, gaps]
  if (leadTime === null && parts.every((part) => part.length === 0)) return null
  return { changed, open, leadTime, waiting, failures, sources, gaps, unknown: facts.unknown.toSorted(byService) }
}
