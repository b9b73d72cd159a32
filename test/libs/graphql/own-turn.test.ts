import { expect, it } from 'vitest'
import { ownTurn } from '#graphql/own-turn'

function busy(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

it('many that measure at once let others in between, and go on in their order', async () => {
  const order: number[] = []
  let others = 0
  let isOver = false
  const other = (): void => {
    others += 1
    if (!isOver) setImmediate(other)
  }
  setImmediate(other)
  await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      await ownTurn()
      busy(25)
      order.push(index)
    }),
  )
  isOver = true
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(others).toBeGreaterThanOrEqual(6)
})
