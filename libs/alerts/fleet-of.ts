import type { Period } from '#domain/window'
import { blocksOf } from './detectors/block.ts'
import { dispersionOf, lonelyDispersion } from './detectors/deployment-frequency.ts'
import { usualOf } from './detectors/fleet.ts'
import { lonelyVariance, varianceOf } from './detectors/lead-time.ts'
import { type Fleet, weeksOf } from './detect.ts'
import type { Watched } from './watched.ts'

/** Blocks and weeks that a service has to show before it counts for what is usual. */
const least = 8

/** What one service shows of the fleet. */
export interface Shown {
  /** Of lead time, by changes of a block; null where it shows too little. */
  readonly variance: { readonly volume: number; readonly value: number } | null
  /** Of deployments, by their number in a week. */
  readonly dispersion: { readonly volume: number; readonly value: number } | null
}

export function shownOf(watched: Watched, weeks: readonly Period[]): Shown {
  const blocks = blocksOf(watched.leadTimes, weeks)
  const variance = blocks.length < least ? null : varianceOf(blocks)
  const counted = weeksOf(watched, weeks)
  const dispersion = counted.length < least ? null : dispersionOf(counted)
  return {
    variance: variance === null ? null : { volume: meanOf(blocks.map(({ size }) => size)), value: variance },
    dispersion: dispersion === null ? null : { volume: meanOf(counted.map(({ count }) => count)), value: dispersion },
  }
}

function meanOf(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** What is usual in a fleet: of services that show enough, by thirds of their volume. */
export function fleetOfShown(shown: readonly Shown[]): Fleet {
  return {
    variance: usualOf(
      shown.flatMap(({ variance }) => variance ?? []),
      lonelyVariance,
    ),
    dispersion: usualOf(
      shown.flatMap(({ dispersion }) => dispersion ?? []),
      lonelyDispersion,
    ),
  }
}

/** The same of all that is watched, over some weeks. */
export function fleetOf(services: readonly Watched[], weeks: readonly Period[]): Fleet {
  return fleetOfShown(services.map((watched) => shownOf(watched, weeks)))
}
