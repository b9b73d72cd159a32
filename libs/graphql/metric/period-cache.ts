import { createHash } from 'node:crypto'
import { type Bucket, buckets, until, type Window } from '#domain/window'
import type { Digest } from '#metrics/digest'
import type { Measurement, MeasureScope, Metric } from '#metrics/metric'
import type { StreamStandRow } from '#storage/queries/packed-days'

/** Points that are kept: a few hundred bytes each. */
const limit = 20_000
/** Streams from which on keeping their points is worth the look at their versions. */
export const largeScope = 10

/** Metrics whose points rest on their own period only, and not on the time at which they are asked for. */
const closing: ReadonlySet<string> = new Set(['leadTimeForChanges', 'changeFailureRate', 'deploymentReworkRate'])

/** Points of periods that are over, or as far as they are, by the versions of the facts they were made of; the oldest asked for go first. */
export class PeriodCache {
  readonly #points = new Map<string, object>()

  get(key: string): object | undefined {
    const point = this.#points.get(key)
    if (point === undefined) return undefined
    this.#points.delete(key)
    this.#points.set(key, point)
    return point
  }

  keep(key: string, point: object): void {
    this.#points.set(key, point)
    if (this.#points.size <= limit) return
    const [oldest] = this.#points.keys()
    if (oldest !== undefined) this.#points.delete(oldest)
  }
}

/** What the facts of streams are, as one short text that changes with each of them. */
export function standOf(stands: readonly StreamStandRow[]): string {
  const hash = createHash('sha256')
  for (const { streamId, version } of stands.toSorted((a, b) => a.streamId - b.streamId))
    hash.update(`${streamId} ${version} `)
  return hash.digest('base64')
}

/**
 * Gives what a measure makes of the digest of a window, the question's own where none is named; `madeOf` says of which facts
 * that digest was made, as `stand` says what they are. At once, where the question has it already.
 */
export type DigestUse = <T>(measure: (digest: Digest, madeOf: () => string) => T, window?: Window) => T | Promise<T>

/** What a series is made of, and where its points are kept. */
export interface Kept {
  readonly cache: PeriodCache
  /** What the facts are now. */
  readonly stand: () => Promise<string>
  readonly digest: DigestUse
}

/** Whether points of this metric can be kept. */
export function canKeep(metric: { readonly id: string }, streams: number): boolean {
  return streams >= largeScope && closing.has(metric.id)
}

/** The points of a metric: those of closed periods as they were kept, the others from their days. */
export async function keptSeries<M extends Measurement, P extends object>(
  metric: Metric<M, P>,
  scope: MeasureScope,
  by: Bucket,
  { cache, stand, digest }: Kept,
): Promise<P[]> {
  const { window, now, definition } = scope
  const periods = buckets(until(window, now), by)
  const keysOf = (madeOf: string): string[] => {
    const common = `${madeOf} ${metric.id} ${by} ${window.timeZone} ${JSON.stringify(definition.minN)}`
    return periods.map(({ from, to }) => `${common} ${from} ${to}`)
  }
  const points = keysOf(await stand()).map((key) => cache.get(key) as P | undefined)
  for (const [first, last] of gapsIn(points)) {
    const part = { ...window, from: periods[first]?.from ?? window.from, to: periods[last]?.to ?? window.to }
    const found = await digest(
      (days, madeOf) => ({ points: metric.seriesOfDays(days, { ...scope, window: part }, by), keys: keysOf(madeOf()) }),
      part,
    )
    for (const [index, point] of found.points.entries()) {
      points[first + index] = point
      const key = found.keys[first + index]
      // Under what it was made of: that may be older than what was looked for, where this question had read it before.
      if (key !== undefined) cache.keep(key, point)
    }
  }
  return points as P[]
}

/** Stretches without points, by their first and last place: at most three, the last of which may hold known ones too. */
function gapsIn(points: readonly (object | undefined)[]): [number, number][] {
  const gaps: [number, number][] = []
  for (const [index, point] of points.entries()) {
    if (point !== undefined) continue
    const gap = gaps.at(-1)
    if (gap !== undefined && (gap[1] === index - 1 || gaps.length === 3)) gap[1] = index
    else gaps.push([index, index])
  }
  return gaps
}
