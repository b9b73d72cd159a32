import type { Milliseconds } from '#domain/instant'
import { compareKeys } from './population.ts'
import { mostMoved, type StageDifference, stageDifferences } from './stage-differences.ts'
import { apportion } from './statistics/apportion.ts'
import { type TimedSample, timeOf } from './timed-samples.ts'
import { type TrimmedWindow, trimmedWindow } from './trimmed-window.ts'

/** A pooled trimmed mean, with all samples of its window. */
export interface PooledWindow extends Pick<TrimmedWindow<TimedSample>, 'kept' | 'trimmedMean'> {
  readonly samples: readonly TimedSample[]
}

/** What a service gave to the trimmed mean of a window: only samples between the ends count. */
export interface ServicePart {
  /** All of its samples in the window, those at the ends too. */
  readonly all: number
  /** These alone, as it is told of the service by itself; null without any. */
  readonly own: TrimmedWindow<TimedSample> | null
  readonly kept: number
  /** Of all samples between the ends. */
  readonly share: number
  /** Of its own; null without any. */
  readonly mean: Milliseconds | null
}

/** What one service has to do with a difference of pooled trimmed means. */
export interface ServiceDifference {
  readonly service: string
  readonly before: ServicePart
  readonly after: ServicePart
  /** Because its own changes became slower or faster. */
  readonly within: Milliseconds
  /** Because it has another share of the changes. */
  readonly mix: Milliseconds
  /** The stage that did most of what it moved by itself; null where it did not move, or has none in a window. */
  readonly ownMovedMost: StageDifference | null
}

export interface ServiceMix {
  /** By name; those with a sample between the ends of either window. */
  readonly services: readonly ServiceDifference[]
  readonly within: Milliseconds
  readonly mix: Milliseconds
  /** No service moved the way that all together did, and one moved the other way (Simpson 1951, JRSS B 13). */
  readonly isReversed: boolean
}

/**
 * The difference of two pooled trimmed means by service: what each became slower or faster by, and what the mix of services
 * did. The pooled mean is the sum of share times mean; of the two factors each gets the mean of what it does when it changes
 * first and when it changes last (Shapley 1953; Shorrocks 2013, Journal of Economic Inequality 11): within
 * (m1 - m0) · (w0 + w1) / 2, mix (w1 - w0) · (m0 + m1) / 2. Shares add up to one in both windows, so that the mean of both
 * pooled means may be taken from the second: work that moves to a service counts for as much as that service is slower than
 * the rest. A service with samples in one window only has no mean in the other: it is held to have been as it is, so that its
 * coming or going is all mix. All parts are whole milliseconds and add up to the difference.
 */
export function serviceMix(before: PooledWindow, after: PooledWindow): ServiceMix {
  const [was, is] = [partsOf(before), partsOf(after)]
  const [pooledBefore, pooledAfter] = [before.trimmedMean ?? 0, after.trimmedMean ?? 0]
  const names = [...new Set([...was.keys(), ...is.keys()])].toSorted(compareKeys)
  const pairs = names
    .map((service) => ({ service, before: was.get(service) ?? none, after: is.get(service) ?? none }))
    .filter(({ before: old, after: now }) => old.kept + now.kept > 0)
  const exact = pairs.flatMap((pair) => exactly(pair, (pooledBefore + pooledAfter) / 2))
  const whole = apportion(exact, pooledAfter - pooledBefore)
  const services = pairs.map((pair, index) => ({
    ...pair,
    within: whole[2 * index] ?? 0,
    mix: whole[2 * index + 1] ?? 0,
    ownMovedMost: ownMovedMost(pair.before.own, pair.after.own),
  }))
  return {
    services,
    within: sumOf(services, ({ within }) => within),
    mix: sumOf(services, ({ mix }) => mix),
    isReversed: isReversed(services, pooledAfter - pooledBefore),
  }
}

const none: ServicePart = { all: 0, own: null, kept: 0, share: 0, mean: null }

function partsOf({ kept, samples }: PooledWindow): Map<string, ServicePart> {
  const ofService = (of: readonly TimedSample[]): Map<string, TimedSample[]> => {
    const groups = new Map<string, TimedSample[]>()
    for (const sample of of) {
      const group = groups.get(sample.service)
      if (group === undefined) groups.set(sample.service, [sample])
      else group.push(sample)
    }
    return groups
  }
  const between = ofService(kept)
  return new Map(
    [...ofService(samples)].map(([service, own]) => {
      const of = between.get(service) ?? []
      const mean = of.length === 0 ? null : sumOf(of, timeOf) / of.length
      const part = { all: own.length, own: trimmedWindow(own), kept: of.length, share: of.length / kept.length, mean }
      return [service, part]
    }),
  )
}

function ownMovedMost(was: ServicePart['own'], is: ServicePart['own']): StageDifference | null {
  if (was === null || is === null) return null
  return mostMoved(stageDifferences(was, is), (is.trimmedMean ?? 0) - (was.trimmedMean ?? 0))
}

/** Within and mix of one service, not rounded. */
function exactly({ before, after }: Pick<ServiceDifference, 'before' | 'after'>, pooled: number): [number, number] {
  const was = before.mean ?? after.mean ?? 0
  const is = after.mean ?? before.mean ?? 0
  const within = ((is - was) * (before.share + after.share)) / 2
  return [within, (after.share - before.share) * ((was + is) / 2 - pooled)]
}

function isReversed(services: readonly ServiceDifference[], difference: Milliseconds): boolean {
  const moves = services.map(({ before, after }) =>
    before.mean === null || after.mean === null ? 0 : Math.sign(after.mean - before.mean) * Math.sign(difference),
  )
  return moves.some((move) => move < 0) && moves.every((move) => move <= 0)
}

function sumOf<T>(all: readonly T[], part: (one: T) => number): number {
  let sum = 0
  for (const one of all) sum += part(one)
  return sum
}
