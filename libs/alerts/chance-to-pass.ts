/** What one unit may bring to a sum, and how likely. */
export interface Draw {
  readonly increment: number
  readonly chance: number
}

/** Cells that the sums below the threshold are put into. */
const cells = 128

/**
 * How likely a one-sided CUSUM that stands at zero has reached its threshold after so many independent units: a Markov chain
 * over cells (Brook, Evans 1972, Biometrika 59, 539). What falls between two cells is shared between them so that the mean
 * stays: rounding would add up over hundreds of deployments.
 *
 * @param units what is left of a unit counts for its share
 */
export function chanceToPass(draws: readonly Draw[], threshold: number, units: number): number {
  const width = threshold / cells
  const whole = Math.floor(units)
  let chances = new Float64Array(cells)
  chances[0] = 1
  let passed = 0
  for (let unit = 0; unit <= whole; unit += 1) {
    const next = new Float64Array(cells)
    let more = 0
    for (const { increment, chance } of draws) more += spread(chances, next, increment / width, chance)
    if (unit === whole) return Math.min(1, passed + (units - whole) * more)
    passed += more
    chances = next
  }
  return passed
}

/** Moves every sum by as many cells; gives what is at the threshold then. */
function spread(from: Float64Array, to: Float64Array, by: number, chance: number): number {
  const down = Math.floor(by)
  const up = by - down
  let passed = 0
  for (let cell = 0; cell < cells; cell += 1) {
    const weight = (from[cell] ?? 0) * chance
    if (weight === 0) continue
    passed += put(to, cell + down, weight * (1 - up)) + put(to, cell + down + 1, weight * up)
  }
  return passed
}

function put(to: Float64Array, cell: number, weight: number): number {
  if (cell >= cells) return weight
  const at = Math.max(0, cell)
  to[at] = (to[at] ?? 0) + weight
  return 0
}

/** A standard normal value in steps of a tenth, so that any distribution of levels can be made of it. */
export const normalDraws: readonly { readonly value: number; readonly chance: number }[] = (() => {
  const values = Array.from({ length: 81 }, (_, index) => (index - 40) / 10)
  const density = values.map((value) => Math.exp(-(value ** 2) / 2))
  let sum = 0
  for (const one of density) sum += one
  return values.map((value, index) => ({ value, chance: (density[index] ?? 0) / sum }))
})()

/** Counts that are left out together are that unlikely. */
const negligible = 1e-9

/**
 * Counts of a mean whose variance is `dispersion` times as much: negative binomial, or Poisson where it is 1.
 */
export function countDraws(
  mean: number,
  dispersion: number,
): readonly { readonly value: number; readonly chance: number }[] {
  if (mean <= 0) return [{ value: 0, chance: 1 }]
  const size = dispersion > 1 ? mean / (dispersion - 1) : Number.POSITIVE_INFINITY
  const ratio = Number.isFinite(size) ? mean / (size + mean) : 0
  let logarithm = Number.isFinite(size) ? size * Math.log1p(-ratio) : -mean
  const draws: { value: number; chance: number }[] = []
  let all = 0
  for (let value = 0; value <= mean || all < 1 - negligible; value += 1) {
    const chance = Math.exp(logarithm)
    all += chance
    draws.push({ value, chance })
    if (value > mean && chance < negligible / 10) break
    logarithm += Number.isFinite(size) ? Math.log(((size + value) / (value + 1)) * ratio) : Math.log(mean / (value + 1))
  }
  return draws
}
