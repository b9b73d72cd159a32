import { randomBeta, randomExponential, randomNormal, randomPareto } from 'd3-random'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Draws of one actor: what another does changes none of them. */
export class Chance {
  readonly uniform: () => number
  /** Of mean 0 and deviation 1. */
  readonly normal: () => number
  private readonly exponentialOfOne: () => number

  /** @param path whose draws, such as the seed of the world and the number of a developer */
  constructor(...path: readonly number[]) {
    const generator = xoroshiro128plus(mixed(path))
    // Its first numbers still resemble those of seeds nearby.
    for (let skipped = 0; skipped < 16; skipped += 1) generator.next()
    this.uniform = () => uniformFloat64(generator)
    this.normal = randomNormal.source(this.uniform)(0, 1)
    this.exponentialOfOne = randomExponential.source(this.uniform)(1)
  }

  happens(probability: number): boolean {
    return this.uniform() < probability
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.uniform()
  }

  exponential(mean: number): number {
    return mean * this.exponentialOfOne()
  }

  lognormal(median: number, deviation: number): number {
    return median * Math.exp(deviation * this.normal())
  }

  pareto(alpha: number): number {
    return randomPareto.source(this.uniform)(alpha)()
  }

  beta(alpha: number, beta: number): number {
    return randomBeta.source(this.uniform)(alpha, beta)()
  }

  oneOf<T>(items: readonly [T, ...T[]]): T {
    return items[Math.floor(this.uniform() * items.length)] ?? items[0]
  }
}

/** The finalizer of MurmurHash3 over all parts: paths that differ little have seeds that differ much. */
function mixed(path: readonly number[]): number {
  let seed = 0x9e3779b9
  for (const part of path) {
    seed = Math.imul(seed ^ part, 0x85ebca6b)
    seed = Math.imul(seed ^ (seed >>> 13), 0xc2b2ae35)
    seed ^= seed >>> 16
  }
  return seed
}
