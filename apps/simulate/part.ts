import type { Fleet } from '#alerts/detect'
import { fleetOf } from '#alerts/fleet-of'
import type { Cell } from './cell.ts'
import { madeService } from './made-service.ts'
import { observe } from './observe.ts'
import type { RealWeeks } from './shuffled-history.ts'
import { sumOf, type Tally } from './tally.ts'

/** Some services of a cell. */
export interface Part {
  readonly cell: Cell
  readonly from: number
  readonly to: number
}

/** So many null services say what is usual in the fleet, in the year before and half of one more. */
const fleetSize = 150
const fleetWeeks = 52
/** They are none of those that are looked at. */
const firstOfFleet = 1_000_000

/** Counts parts one after the other; what is usual in a fleet is found once. */
export function counterOf(seed: number, history: RealWeeks | null): (part: Part) => Tally {
  const fleets = new Map<string, Fleet>()
  const usualOf = (cell: Cell): Fleet => {
    const { generator, perWeek } = cell
    const name = `${generator} ${perWeek}`
    const known = fleets.get(name)
    if (known !== undefined) return known
    const nulls = { ...cell, weeks: fleetWeeks, scenario: {} }
    // One real repository is no fleet.
    const size = generator === 'HISTORY' ? 0 : fleetSize
    const services = Array.from({ length: size }, (_, index) => madeService(nulls, seed, firstOfFleet + index, history))
    const fleet = fleetOf(
      services.map(({ watched }) => watched),
      services[0]?.weeks ?? [],
    )
    fleets.set(name, fleet)
    return fleet
  }
  return ({ cell, from, to }) =>
    sumOf(
      Array.from({ length: to - from }, (_, offset) =>
        observe(cell, madeService(cell, seed, from + offset, history), usualOf(cell)),
      ),
    )
}
