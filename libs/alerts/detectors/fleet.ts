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

/** What is found of the third of the services that a volume falls into; null where there are fewer than nine. */
export function byThirds<S, T>(
  services: readonly S[],
  volumeOf: (service: S) => number,
  find: (third: readonly S[]) => T,
): ((volume: number) => T) | null {
  if (services.length < leastServices) return null
  const sorted = services.toSorted((a, b) => volumeOf(a) - volumeOf(b))
  const size = sorted.length / 3
  const [low, middle, high] = [0, 1, 2].map((index) =>
    sorted.slice(Math.round(index * size), Math.round((index + 1) * size)),
  ) as [S[], S[], S[]]
  const found = { low: find(low), middle: find(middle), high: find(high) }
  const [fromMiddle, fromHigh] = [volumeOf(middle[0] as S), volumeOf(high[0] as S)]
  return (volume) => {
    if (volume >= fromHigh) return found.high
    return volume >= fromMiddle ? found.middle : found.low
  }
}

/** What is usual at a volume: the median of the third of the services that it falls into; `lonely` where there are fewer than nine. */
export function usualOf(services: readonly Shown[], lonely: (volume: number) => number): (volume: number) => number {
  const median = byThirds(
    services,
    ({ volume }) => volume,
    (third) =>
      percentileOf(
        third.map(({ value }) => value),
        0.5,
      ),
  )
  return (volume) => median?.(volume) ?? lonely(volume)
}
