import type { Period } from '#domain/window'
import { blocksOf } from './detectors/block.ts'
import { dispersionOf, lonelyDispersion } from './detectors/deployment-frequency.ts'
import { usualOf } from './detectors/fleet.ts'
import { lonelyVariance, varianceOf } from './detectors/lead-time.ts'
import { type Fleet, weeksOf } from './detect.ts'
import type { Watched } from './watched.ts'

/** What is usual in a fleet over some weeks: of each service that shows enough, by thirds of its volume. */
export function fleetOf(services: readonly Watched[], weeks: readonly Period[]): Fleet {
  const variances = services.flatMap((watched) => {
    const blocks = blocksOf(watched.leadTimes, weeks)
    const value = varianceOf(blocks)
    const changes = blocks.reduce((sum, { size }) => sum + size, 0)
    return value === null || blocks.length < 8 ? [] : [{ volume: changes / blocks.length, value }]
  })
  const dispersions = services.flatMap((watched) => {
    const counted = weeksOf(watched, weeks)
    const value = dispersionOf(counted)
    const count = counted.reduce((sum, week) => sum + week.count, 0)
    return value === null || counted.length < 8 ? [] : [{ volume: count / counted.length, value }]
  })
  return { variance: usualOf(variances, lonelyVariance), dispersion: usualOf(dispersions, lonelyDispersion) }
}
