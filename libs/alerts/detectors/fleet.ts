import { percentileOf } from '#metrics/statistics/percentile'

/** What one service shows of something that is usual in the fleet. */
export interface Shown {
  /** What it goes by, such as changes a block, or deployments a week. */
  readonly volume: number
  /** Its own variance or dispersion. */
  readonly value: number
}

/** With fewer services a third would be two or three of them. */
const leastServices = 9

/** What is usual at a volume: the median of the third of the services that it falls into; `lonely` where there are fewer than nine. */
export function usualOf(services: readonly Shown[], lonely: (volume: number) => number): (volume: number) => number {
  if (services.length < leastServices) return lonely
  const sorted = services.toSorted((a, b) => a.volume - b.volume)
  const third = sorted.length / 3
  const thirds = [0, 1, 2].map((index) => sorted.slice(Math.round(index * third), Math.round((index + 1) * third)))
  const medians = thirds.map(
    (part) =>
      percentileOf(
        part.map(({ value }) => value),
        0.5,
      ) ?? 0,
  )
  const bounds = thirds.slice(1).map((part) => part[0]?.volume ?? 0)
  return (volume) => medians[bounds.filter((bound) => volume >= bound).length] ?? lonely(volume)
}
