import { type Test, type Unit, walk } from './excursion.ts'

/** In units. What depends on each other stays together: slow weeks come in twos and threes (ADR 15). */
const pieceSize = 6
/** Pieces are put in these orders: by the remainders of multiples of their number. */
const strides = [17, 23, 37] as const
/** A prime above the number of pieces. */
const modulus = 53

/** The same units in other orders, always the same ones, of pieces of six; none where there is one piece only. */
export function rearranged<U extends Unit>(units: readonly U[]): readonly (readonly U[])[] {
  const pieces = Array.from({ length: Math.ceil(units.length / pieceSize) }, (_, index) =>
    units.slice(index * pieceSize, (index + 1) * pieceSize),
  )
  const orders = strides.map((stride) => {
    const place = (index: number): number => ((index + 1) * stride) % modulus
    return [...pieces.keys()].toSorted((a, b) => place(a) - place(b))
  })
  // In the true order a change for good would count as a false alarm; few pieces come to be in it.
  const others = orders.filter((order) => order.some((piece, index) => piece !== index))
  return others.map((order) => order.flatMap((index) => pieces[index] ?? []))
}

/** Alarms of a test where nothing changes for good: of the units in other orders, the mean of them; null where there are none. */
export function falseAlarmsOf<U extends Unit, B>(units: readonly U[], test: Test<U, B>): number | null {
  const orders = rearranged(units)
  if (orders.length === 0) return null
  return orders.reduce((sum, order) => sum + walk(order, test).alarms.length, 0) / orders.length
}
