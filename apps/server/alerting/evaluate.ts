import { setImmediate } from 'node:timers/promises'
import { rankOf } from '#domain/alert-rule'
import type { FreezeWindow } from '#domain/freeze-window'
import { DAY, type Instant } from '#domain/instant'
import { detect, type Fleet, recentPace } from '#alerts/detect'
import { shownOf } from '#alerts/fleet-of'
import { FoundBefore } from '#alerts/found-before'
import { isPlainContent } from '#alerts/content'
import type { Finding } from '#alerts/finding'
import { nextSteps } from '#alerts/life-cycle'
import { plainFindings } from '#alerts/plain'
import { readersOf, type Ruled, ruled } from '#alerts/ruled'
import type { Watched } from '#alerts/watched'
import { groupedBy } from '#graphql/relay/loader'
import type { OpenDatabase } from '#storage/database'
import { type WatchedStreamRow, watchedStreams } from '#storage/queries/watched-streams'
import { listAlertRules } from '#storage/stores/alert-rules'
import { type AlertEventName, type AlertRow, alertsOfStreams } from '#storage/stores/alerts'
import { holdLook } from '#storage/stores/alert-looks'
import { holdStream, withdrawUnwatched } from '#storage/stores/moved-alerts'
import { listFreezes } from '#storage/stores/freezes'
import { loadReportingTimeZone } from '#storage/stores/settings'
import { readAhead } from './read-ahead.ts'
import { type Look, lookAt, readDays, readWatched, waitsKnown } from './read-watched.ts'
import { ShownBefore } from './shown-before.ts'
import { takeStep } from './take-step.ts'

/** Alerts, and findings, that ended longer ago are not looked at any more. */
const remembered = 400 * DAY
/** At the beginning of what is looked at detectors learn what is usual: what was found there before may not be found again. */
const learning = 200 * DAY

/** What one look changed. */
export interface Evaluated {
  readonly streams: number
  /** What happened to alerts, by how often. */
  readonly events: Readonly<Partial<Record<AlertEventName, number>>>
  /** Of each stream that could not be looked at, why: its alerts stay as they were. */
  readonly failures: readonly Error[]
}

/** What looks remember, which later ones need not find again. */
export class LookBefore {
  readonly shown = new ShownBefore()
  readonly found = new FoundBefore()
}

/** Looks at all that is watched, and writes what became of alerts: each stream in one transaction, and one that fails keeps no other back. `before` is what the look before found. */
export async function evaluate(db: OpenDatabase, now: Instant, before = new LookBefore()): Promise<Evaluated> {
  const look = lookAt(now, await loadReportingTimeZone(db))
  const [rules, freezes] = await Promise.all([listAlertRules(db), listFreezes(db)])
  const environments = [...new Set(rules.map(({ environment }) => environment))]
  const streams = await db.query<WatchedStreamRow>(watchedStreams(environments))
  const readers = readersOf(rules, streams)
  const apart = new Apart()
  const stale = before.shown.stale(streams, look)
  for await (const { some, read: watched } of readAhead(stale, (each) => readDays(db, each, look))) {
    for (const stream of some) {
      before.shown.keep(stream, look, null)
      await apart.attempt(stream, () => {
        const own = watched.get(stream.id)
        if (own !== undefined) before.shown.keep(stream, look, shownOf(own(), look.weeks))
      })
    }
  }
  const fleet = await before.shown.fleet(look)
  const events: Partial<Record<AlertEventName, number>> = {}
  for await (const { some, read: watched } of readAhead(streams, (each) => readWatched(db, each, look))) {
    const known = await alertsOfStreams(db, some.map(idOf), now - remembered)
    const keptOf = groupedBy(known, ({ streamId }) => String(streamId))
    for (const stream of some)
      await apart.attempt(stream, async () => {
        const own = watched.get(stream.id)
        if (own === undefined) return
        const kept = keptOf.get(String(stream.id)) ?? []
        const how = {
          look,
          fleet,
          ruled: ruled(rules, stream, readers),
          frozen: freezesOf(freezes, stream),
          kept,
          before: before.found,
        }
        for (const event of await keep(db, stream, own(), how)) events[event] = (events[event] ?? 0) + 1
      })
  }
  const unwatched = await db.transaction(async (tx) =>
    (await holdLook(tx, now)) ? withdrawUnwatched(tx, streams.map(idOf), now) : 0,
  )
  if (unwatched > 0) events.WITHDRAWN = (events.WITHDRAWN ?? 0) + unwatched
  return { streams: streams.length, events, failures: apart.failures }
}

/** What is done for one stream after another: one that failed is left alone for the rest of the look. */
class Apart {
  readonly #failures = new Map<number, Error>()

  get failures(): readonly Error[] {
    return [...this.#failures.values()]
  }

  async attempt({ id, service, environment }: WatchedStreamRow, work: () => Promise<void> | void): Promise<void> {
    if (this.#failures.has(id)) return
    // To look at a stream takes milliseconds, in which nobody else is answered.
    await setImmediate()
    try {
      await work()
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      const what = `Alerts of ${service} in ${environment} could not be looked at, and stay as they are for an hour`
      this.#failures.set(id, new Error(`${what}: ${why}`, { cause }))
    }
  }
}

function idOf({ id }: WatchedStreamRow): number {
  return id
}

/** How a stream is looked at. */
interface How {
  readonly look: Look
  readonly fleet: Fleet
  readonly ruled: Ruled
  readonly frozen: readonly FreezeWindow[]
  /** Its alerts as they were before. */
  readonly kept: readonly AlertRow[]
  readonly before: FoundBefore
}

function freezesOf(freezes: readonly FreezeWindow[], stream: WatchedStreamRow): readonly FreezeWindow[] {
  return freezes.filter((freeze) => rankOf(freeze, stream) !== null)
}

/** What is found of a stream, by what is watched of it and the alerts it has. */
function findingsOf(
  stream: WatchedStreamRow,
  watched: Watched,
  { look: { now, weeks, timeZone }, fleet, ruled: { metrics, sensitivityOf, thresholds }, frozen, before }: How,
): (kept: readonly AlertRow[]) => Finding[] {
  const plain = new Set<string>(thresholds.map(({ metric }) => metric))
  const scope = { asOf: now, timeZone, frozen }
  const tested = detect(watched, { ...scope, weeks, fleet, sensitivityOf, recall: before.of(stream.id) }).filter(
    ({ detector }) => !plain.has(detector),
  )
  return (kept) => {
    const seen = kept.map((alert) => ({ ...alert, isPlain: isPlainContent(alert.content) }))
    const found = [...tested, ...thresholds.flatMap((threshold) => plainFindings(watched, threshold, scope, seen))]
    return found.filter(
      ({ detector, ended }) => metrics.has(detector) && (ended === null || ended.at > now - remembered),
    )
  }
}

/** Writes what is found of a stream; gives what happened to its alerts. */
async function keep(db: OpenDatabase, stream: WatchedStreamRow, watched: Watched, how: How): Promise<AlertEventName[]> {
  const { now, weeks } = how.look
  const { sensitivityOf } = how.ruled
  const learned = (weeks[0]?.from ?? now) + learning
  const since = (detector: string): Instant => (detector === 'pendingAge' ? now - waitsKnown : learned)
  const findings = findingsOf(stream, watched, how)
  const perWeek = recentPace(watched, now)
  // Of most services nothing is to be written.
  if (nextSteps(how.kept, findings(how.kept), { since, now }).every(({ kind }) => kind === 'KEEP')) return []
  return db.transaction(async (tx) => {
    // It became part of another since: what was open is withdrawn, and nothing new begins.
    if (!(await holdStream(tx, stream.id))) return []
    // Another server looked later meanwhile, and knows better.
    if (!(await holdLook(tx, now))) return []
    const kept = await alertsOfStreams(tx, [stream.id], now - remembered, true)
    const events: AlertEventName[] = []
    for (const step of nextSteps(kept, findings(kept), { since, now })) {
      const event = await takeStep(tx, { stream, perWeek, now, sensitivityOf }, step)
      if (event !== null) events.push(event)
    }
    return events
  })
}
