import { environmentName } from '#domain/environment'
import type { StreamHistory } from '#domain/stream-history'
import type { Facts } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import { foldAll, historyInMemory, historyInPasses } from './in-memory.ts'
import { type Posted, readEvents, testNow, type Wire } from './ingest.ts'
import { type RandomHistory, randomHistory, type Telling } from './random-history/random-history.ts'
import { shuffled } from './shuffle.ts'

/** Seed of the first history; another one is tried with `HISTORIES_SEED=12345 npx vitest run …`. */
export const firstSeed = Number(process.env['HISTORIES_SEED'] ?? 1)
/** How many are told side by side. */
export const howMany = Number(process.env['HISTORIES'] ?? 200)
export const seeds = Array.from({ length: howMany }, (_, index) => firstSeed + index)

/** A stream of a history by its names, as they are kept. */
export interface NamedStream {
  readonly service: string
  readonly environment: string
}

/** A history with its statements as the door reads them. */
export interface ToldHistory extends RandomHistory {
  readonly posted: readonly Posted[]
  /** Projected from its statements in this order, with nothing between them and the core. */
  readonly inMemory: (stream: NamedStream, posted?: readonly Posted[]) => StreamHistory
  /** Projected as the worker does, in passes of so many reports. */
  readonly inPasses: (stream: NamedStream, size: number) => StreamHistory
  /** Each service in production. */
  readonly streams: readonly NamedStream[]
}

/** A history, and what it makes in memory. */
export function tellHistory(seed: number, telling: Telling = {}): ToldHistory {
  return toldOf(randomHistory(seed, telling))
}

/** Events that were read, for histories that hold those of another. */
const read = new WeakMap<Wire, Posted>()

function readOnce(wire: Wire): Posted[] {
  const posted = read.get(wire)
  if (posted !== undefined) return [posted]
  return readEvents([wire]).map((fresh) => {
    read.set(wire, fresh)
    return fresh
  })
}

/** The same with other events, such as those of before and a few more. */
export function toldOf(history: RandomHistory): ToldHistory {
  const posted = history.events.flatMap(readOnce)
  const own = foldAll(posted)
  const projected = new Map<string, StreamHistory>()
  const environment = environmentName(history.environments[0] ?? '')
  return {
    ...history,
    posted,
    inMemory: (stream, other) => {
      const project = (states: ReturnType<typeof foldAll>): StreamHistory =>
        historyInMemory(states, stream.service, stream.environment, testNow)
      if (other !== undefined) return project(foldAll(other))
      const name = JSON.stringify([stream.service, stream.environment])
      const made = projected.get(name) ?? project(own)
      projected.set(name, made)
      return made
    },
    inPasses: (stream, size) => historyInPasses(own, stream.service, stream.environment, testNow, size),
    streams: history.services.map((service) => ({ service, environment })),
  }
}

/** In which order, and in how many batches, everything is told; each history is cut at places of its own. */
export interface Order {
  readonly seed: number
  readonly parts: number
  /** Every statement is told twice, each time at another place. */
  readonly doubled: boolean
}

/** The batches of all histories in an order. */
export function batchesOf(histories: readonly ToldHistory[], { seed, parts, doubled }: Order): Posted[][] {
  const cut = histories.map((history) => {
    const once = history.posted
    const events = shuffled(doubled ? [...once, ...once] : once, seed + history.seed)
    const places = shuffled([...events.keys()].slice(1), seed - history.seed).slice(0, parts - 1)
    const cuts = [0, ...places.toSorted((a, b) => a - b), events.length]
    return cuts.slice(1).map((end, index) => events.slice(cuts[index], end))
  })
  return Array.from({ length: parts }, (_, index) => cut.flatMap((batches) => batches[index] ?? []))
}

/** A history as metrics measure it, with what they read beside it. */
export function factsOfHistory(
  history: StreamHistory,
  { window, definition, now }: MeasureScope,
  unknownWaits: Facts['unknownWaits'] = null,
): Facts {
  const live = history.deployments
    .filter(({ kind }) => definition.kinds.includes(kind))
    .flatMap(({ liveAt }) => (liveAt !== null && liveAt < window.to && liveAt <= now ? [liveAt] : []))
  return { ...history, unknownWaits, lastLiveAt: live.length === 0 ? null : Math.max(...live) }
}

/** The same events so many milliseconds later. */
export function later(events: readonly Wire[], by: number): Wire[] {
  const text = JSON.stringify(events)
  return JSON.parse(
    text.replaceAll(
      /"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g,
      (_, time: string) => `"${new Date(Date.parse(time) + by).toISOString()}"`,
    ),
  ) as Wire[]
}

/** What is live, deployed again midway to the next deployment, in turns by its sender's word, as a self-heal, and untold. */
export function redeploys({ service, environment }: NamedStream, { deployments }: StreamHistory): Wire[] {
  const live = deployments.filter(({ liveAt }) => liveAt !== null)
  return live.flatMap((deployment, index): Wire[] => {
    const { identity, repository, configSha, configRepository, kind } = deployment
    const liveAt = deployment.liveAt ?? 0
    const next = live[index + 1]?.arrivals.map((arrival) => arrival.at) ?? [liveAt + 10 * 3_600_000]
    const at = Math.floor((liveAt + Math.min(...next)) / 2)
    // Nearer ones are told by two reporters of one arrival; of a version without a commit the second may know more.
    // The same version with another configuration may be told as an arrival of the same deployment.
    if (live[index + 1]?.kind === 'CONFIG') return []
    // What failed meanwhile may be tried again: then it is no redeploy.
    const since = deployment.firstLiveAt ?? liveAt
    if (deployments.some((run) => run.liveAt === null && run.at >= since && run.at <= at)) return []
    if (at - liveAt < 31 * 60_000 || identity.sha === null || repository === null || kind === 'BOOTSTRAP') return []
    const { digests, sha, version } = identity
    const placement = deployment.arrivals.findLast(({ outcome }) => outcome === 'SUCCEEDED')?.placement
    const run = {
      type: 'deployment',
      id: `${service}-again-${index}`,
      source: 'api',
      service,
      environment,
      sha,
      repository,
      ...(digests.length === 0 ? {} : { images: digests.map((digest) => ({ image: `i-${digest}`, digest })) }),
      ...(version === null ? {} : { version }),
      ...(placement === undefined || placement === '' ? {} : { placement }),
      ...(configSha === null ? {} : { configSha, configRepository }),
      finishedAt: new Date(at).toISOString(),
      outcome: 'succeeded',
    }
    const stated = ['REDEPLOY', 'DRIFT_CORRECTION', null][index % 3]
    return [{ ...run, ...(stated == null ? {} : { kind: stated }) }]
  })
}
