import { type Test, type Unit, walk } from './excursion.ts'

/** In units. What depends on each other stays together: slow weeks come in twos and threes (ADR 15). */
const pieceSize = 6
/** Pieces are put in so many orders; in the true one a change for good would count as a false alarm. */
const strides = [17, 23, 37] as const
/** A prime above the number of pieces. */
const modulus = 53

/** The same units in other orders, always the same ones: pieces of six, by the remainders of multiples of their number. */
export function rearranged<U extends Unit>(units: readonly U[]): readonly (readonly U[])[] {
  const pieces = Array.from({ length: Math.ceil(units.length / pieceSize) }, (_, index) => ({
    index,
    piece: units.slice(index * pieceSize, (index + 1) * pieceSize),
  }))
  return strides.map((stride) => {
    const place = (index: number): number => ((index + 1) * stride) % modulus
    return pieces.toSorted((a, b) => place(a.index) - place(b.index)).flatMap(({ piece }) => piece)
  })
}

/** Alarms of a test where nothing changes for good: of the units in other orders, the mean of them. */
export function falseAlarmsOf<U extends Unit, B>(units: readonly U[], test: Test<U, B>): number {
  const orders = rearranged(units)
  return orders.reduce((sum, order) => sum + walk(order, test).alarms.length, 0) / orders.length
}
