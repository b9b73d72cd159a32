import type { Instant } from '#domain/instant'

/** A piece of evidence: a block of weeks, a week, a deployment. */
export interface Unit {
  /** Where it begins. */
  readonly from: Instant
  /** When all of it is known. */
  readonly to: Instant
}

/** One direction of one metric, tested unit by unit against what is usual. */
export interface Test<U extends Unit, B> {
  /** What is usual, of units in order that are part of no alarm; null where they are too few. */
  readonly usualOf: (units: readonly U[]) => B | null
  /** Evidence of one unit, positive where it points in the direction; a log-likelihood ratio, or a score less its allowance. */
  readonly increment: (unit: U, usual: B) => number
  /** The sum at which an excursion is an alarm. */
  readonly threshold: (usual: B) => number
  /** Whether what moved is worth telling: `since` are the units from the onset on. */
  readonly isGrave: (since: readonly U[], usual: B) => boolean
  /** Whether the units after an alarm was raised say, at their end, that it is as usual again. */
  readonly isBack: (held: readonly U[], usual: B) => boolean
  /** Whether they are enough to call the new level the usual one. */
  readonly isSettled: (held: readonly U[]) => boolean
}

/** How an alarm ended: the metric came back, or what it moved to became usual. */
export type Ending = 'RETURNED' | 'NEW_NORMAL'

/** An excursion that became an alarm. */
export interface Alarm<U extends Unit, B> {
  /** What was usual before it: frozen from the onset on. */
  readonly usual: B
  /** The units that `usual` is of. */
  readonly before: readonly U[]
  /** From the onset, which is where the sum was zero last. */
  readonly since: readonly U[]
  readonly onsetAt: Instant
  readonly openedAt: Instant
  /** The sum when it was raised. */
  readonly score: number
  /** Null while it is open. */
  readonly ended: { readonly at: Instant; readonly how: Ending } | null
}

/** What a walk over all units found, and where it stands. */
export interface Walk<U extends Unit, B> {
  readonly alarms: readonly Alarm<U, B>[]
  /** Sum at the end; null while there is nothing to hold it against. */
  readonly score: number | null
  /** What is usual at the end. */
  readonly usual: B | null
  /** Units that `usual` was made of, or that are too few for it. */
  readonly known: readonly U[]
}

/**
 * One-sided CUSUM over units (Page 1954, Biometrika 41: S = max(0, S + increment)) against what was usual before the onset,
 * which stays frozen while S > 0. What an excursion without alarm held becomes part of the usual; what an alarm held does
 * where it became the new normal, and never where it returned, because the units that end it were chosen for being usual.
 */
export function walk<U extends Unit, B>(units: readonly U[], test: Test<U, B>): Walk<U, B> {
  const alarms: Alarm<U, B>[] = []
  let known: U[] = []
  let usual: B | null = null
  let score = 0
  let since: U[] = []
  let at = 0
  while (at < units.length) {
    const unit = units[at] as U
    at += 1
    if (since.length === 0) usual = test.usualOf(known)
    if (usual === null) {
      known.push(unit)
      continue
    }
    score = Math.max(0, score + test.increment(unit, usual))
    since.push(unit)
    if (score === 0) {
      known.push(...since)
      since = []
    } else if (score >= test.threshold(usual) && test.isGrave(since, usual)) {
      const { next, held, ended } = follow(units, at, usual, test)
      alarms.push({
        usual,
        before: known,
        since: [...since, ...held],
        onsetAt: since[0]?.from ?? unit.from,
        openedAt: unit.to,
        score,
        ended,
      })
      known = ended?.how === 'NEW_NORMAL' ? [...held] : [...known]
      if (ended === null) return { alarms, score, usual, known }
      at = next
      score = 0
      since = []
    } else if (test.isSettled(since) && score >= test.threshold(usual)) {
      // It moved for good, by too little to be worth telling.
      known = since
      score = 0
      since = []
    }
  }
  return { alarms, score: usual === null ? null : score, usual: since.length > 0 ? usual : test.usualOf(known), known }
}

/** Follows an alarm to its end; `held` are the units after it was raised, `next` is the first one after its end. */
function follow<U extends Unit, B>(
  units: readonly U[],
  from: number,
  usual: B,
  test: Test<U, B>,
): { readonly next: number; readonly held: readonly U[]; readonly ended: Alarm<U, B>['ended'] } {
  const held: U[] = []
  for (const unit of units.slice(from)) {
    held.push(unit)
    const next = from + held.length
    if (test.isBack(held, usual)) return { next, held, ended: { at: unit.to, how: 'RETURNED' } }
    if (test.isSettled(held)) return { next, held, ended: { at: unit.to, how: 'NEW_NORMAL' } }
  }
  return { next: units.length, held, ended: null }
}
