/** Random numbers that are the same in every run: a seed decides all of them. */
export interface Random {
  /** From 0 (inclusive) to 1 (exclusive). */
  next(): number
  between(low: number, high: number): number
  pick<T>(choices: readonly T[]): T
  chance(probability: number): boolean
  /** Log-normal around a median: half of the draws are below it, a few far above. */
  around(median: number, sigma?: number): number
  /** Poisson: how many of many unlikely things happened. */
  count(mean: number): number
}

function seedOf(text: string): number {
  let hash = 2_166_136_261
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16_777_619)
  return hash >>> 0
}

/** Mulberry32: 32 bits of state, enough for invented data and the same on every machine. */
export function randomOf(seed: string): Random {
  let state = seedOf(seed)
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    pick<T>(choices: readonly T[]): T {
      const choice = choices[Math.floor(next() * choices.length)]
      if (choice === undefined) throw new Error('There is nothing to pick from')
      return choice
    },
    chance: (probability) => next() < probability,
    around: (median, sigma = 0.6) => median * Math.exp(sigma * normal()),
    count(mean) {
      const bound = Math.exp(-mean)
      let product = next()
      let drawn = 0
      while (product > bound) {
        product *= next()
        drawn += 1
      }
      return drawn
    },
  }
}
