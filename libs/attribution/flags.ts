import type { FlagState, IncidentState } from '#domain/entity-state'
import type { Tier } from '#domain/environment'
import { type IncidentSpan, isDuring, namedAround, spanOf, widened } from '#domain/incident-span'
import type { Instant } from '#domain/instant'
import { flagKeysIn } from '#domain/named-in-text'
import type { FlagLinkMethod, IncidentFlag, Link } from '#domain/stream-history'
import { impactStart, ownEnds } from './impact.ts'
import { type KnownIncidents, NamedIncidents } from './named-incidents.ts'

/** Most suggestions that are shown of one incident: one that nobody ever closes would have all that follow. */
const mostSuggestions = 20

/** A flag that was switched for an incident, or may have been. */
export interface LinkedFlag {
  readonly flag: FlagState
  readonly method: FlagLinkMethod
  readonly confidence: IncidentFlag['confidence']
}

/** Whose incidents they are, and what may have been switched for them. */
export interface FlagScope extends KnownIncidents {
  readonly service: string
  readonly tier: Tier
  /** Of the environment. */
  readonly flags: readonly FlagState[]
}

/** Whether a flag that was switched ended what it is joined to: a suggestion does not. */
export function isCertain({ confidence }: LinkedFlag): boolean {
  return confidence === 'HIGH'
}

function byTime(a: FlagState, b: FlagState): number {
  return a.event.at - b.event.at || (a.entity < b.entity ? -1 : 1)
}

/** Where in what is ordered by time the first is that is not before an instant. */
function firstFrom<T>(ordered: readonly T[], timeOf: (each: T) => Instant, at: Instant): number {
  let [low, high] = [0, ordered.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (timeOf(ordered[middle] as T) < at) low = middle + 1
    else high = middle
  }
  return low
}

function grouped<T>(entries: Iterable<readonly [string, T]>): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const [key, value] of entries) {
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}

/** A flag that names an incident, by its statement or its reason. */
interface Naming {
  readonly flag: FlagState
  readonly method: 'FLAG_STATED' | 'FLAG_REASON'
  /** It names no other incident of that source. */
  readonly isOnly: boolean
}

function* namingsIn(flags: readonly FlagState[], known: NamedIncidents): Generator<readonly [string, Naming]> {
  for (const flag of flags) {
    const { incidentId, incidentSource, source, enabled, reason } = flag.event
    if (incidentId !== undefined) {
      const meant = known.of({ id: incidentId, source: incidentSource, speaker: source })
      if (meant !== null) yield [meant.entity, { flag, method: 'FLAG_STATED', isOnly: true }]
      // What is switched on is as likely the end of the repair as the repair: only a statement can say so.
    } else if (!enabled && reason !== undefined) {
      const named = [...known.inReasonOf(flag)]
      for (const { entity, event } of named) {
        const isOnly = named.filter((other) => other.event.source === event.source).length === 1
        yield [entity, { flag, method: 'FLAG_REASON', isOnly }]
      }
    }
  }
}

/** Flags of an environment, found by the incidents that they were switched for. */
export class SwitchedFlags {
  readonly #service: string
  readonly #namings: ReadonlyMap<string, readonly Naming[]>
  /** By key in lower case, those that were switched off and that titles may name. */
  readonly #byKey: ReadonlyMap<string, readonly FlagState[]>
  /** By key, when it was switched on; ascending. */
  readonly #switchedOn: ReadonlyMap<string, readonly Instant[]>
  /** Those of the service that were switched off in production and name nothing; by time. */
  readonly #ofService: readonly FlagState[]

  constructor(scope: FlagScope) {
    const flags = scope.flags.toSorted(byTime)
    const unstated = flags.filter(({ event }) => !event.enabled && event.incidentId === undefined)
    this.#service = scope.service
    this.#namings = grouped(namingsIn(flags, new NamedIncidents(scope)))
    this.#byKey = grouped(
      unstated
        .filter(({ event }) => event.service === undefined || event.service === scope.service)
        .map((flag) => [flag.event.key.toLowerCase(), flag] as const),
    )
    this.#switchedOn = grouped(
      flags.filter(({ event }) => event.enabled).map(({ event }) => [event.key, event.at] as const),
    )
    this.#ofService = scope.tier === 'PRODUCTION' ? unstated.filter(({ event }) => event.service === scope.service) : []
  }

  /** Whether it stayed off for as long as the incident says that it lasted. */
  #stayedOff({ event: { key, at } }: FlagState, incident: IncidentState): boolean {
    const on = this.#switchedOn.get(key) ?? []
    const again = on[firstFrom(on, (each) => each, at)]
    const ends = ownEnds(incident).flatMap((end) => (end.at >= at ? [end.at] : []))
    return again === undefined || again >= Math.min(...ends)
  }

  #named(incident: IncidentState, span: IncidentSpan): LinkedFlag[] {
    const linked = new Map<FlagState, LinkedFlag>()
    const link = (flag: FlagState, method: FlagLinkMethod, certain: boolean): void => {
      const known = linked.get(flag)
      if (known !== undefined && (isCertain(known) || !certain)) return
      linked.set(flag, { flag, method, confidence: certain ? 'HIGH' : 'LOW' })
    }
    for (const { flag, method, isOnly } of this.#namings.get(incident.entity) ?? []) {
      const { at } = flag.event
      if (method === 'FLAG_STATED') {
        // What was switched before the impact began did not end it, whatever it says.
        if (isDuring(widened(span, namedAround), at)) link(flag, method, at >= impactStart(incident))
      } else if (isDuring(span, at)) link(flag, method, isOnly && this.#ends(flag, incident))
    }
    for (const key of new Set(flagKeysIn(incident.event.title ?? '')))
      for (const flag of this.#byKey.get(key) ?? [])
        if (isDuring(span, flag.event.at))
          link(flag, 'FLAG_TITLE', flag.event.service === this.#service && this.#ends(flag, incident))
    return [...linked.values()]
  }

  #ends(flag: FlagState, incident: IncidentState): boolean {
    return flag.event.at >= impactStart(incident) && this.#stayedOff(flag, incident)
  }

  /** Of the service while the incident lasted, but for those that are known already; the earliest. */
  #nearInTime(span: IncidentSpan, most: number, isKnown: (flag: FlagState) => boolean): LinkedFlag[] {
    const near: LinkedFlag[] = []
    for (let index = firstFrom(this.#ofService, ({ event }) => event.at, span.from); near.length < most; index += 1) {
      const flag = this.#ofService[index]
      if (flag === undefined || !isDuring(span, flag.event.at)) break
      if (!isKnown(flag)) near.push({ flag, method: 'FLAG_TIME_ONLY', confidence: 'LOW' })
    }
    return near
  }

  /**
   * Those that were switched for an incident, by time: those that surely ended it, and suggestions, of which those that are named come
   * before those that only time joins to it. What is confirmed by another statement of the same switch is no suggestion any more.
   */
  of(incident: IncidentState): LinkedFlag[] {
    const span = spanOf(incident)
    const named = this.#named(incident, span)
    const certain = named.filter(isCertain)
    const switched = ({ event }: FlagState): string => JSON.stringify([event.key, event.at])
    const known = new Set(certain.map(({ flag }) => switched(flag)))
    const suggested = named
      .filter((each) => !isCertain(each) && !known.has(switched(each.flag)))
      .toSorted((a, b) => byTime(a.flag, b.flag))
      .slice(0, mostSuggestions)
    const isNamed = new Set(named.map(({ flag }) => flag))
    const isKnown = (flag: FlagState): boolean => isNamed.has(flag) || known.has(switched(flag))
    const near = this.#nearInTime(span, mostSuggestions - suggested.length, isKnown)
    return [...certain, ...suggested, ...near].toSorted((a, b) => byTime(a.flag, b.flag))
  }
}

/** A switched flag as it is shown with its incident. */
export function incidentFlag({ flag, method, confidence }: LinkedFlag): IncidentFlag {
  const { key, source, at, enabled, url } = flag.event
  return { key, source, at, enabled, url: url ?? null, method, confidence }
}

/** The joint between a switched flag and an incident. */
export function flagLink({ flag, method, confidence }: LinkedFlag, { event }: IncidentState): Link {
  const { key, at } = flag.event
  return {
    from: `flag ${key}`,
    to: `incident ${event.source}/${event.id}`,
    method,
    confidence,
    at,
    statements: flag.statements.toSorted(),
    missing: false,
  }
}
