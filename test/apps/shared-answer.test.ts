import { expect, it } from 'vitest'
import { SharedAnswer } from '../../apps/server/shared-answer.ts'

/** Questions that are answered when the test says so. */
function desk() {
  const open: ((answer: string) => void)[] = []
  const ask = (): Promise<string> => new Promise((resolve) => open.push(resolve))
  return { open, ask }
}

it('gives an answer to nobody who came after it was asked for', async () => {
  const { open, ask } = desk()
  const shared = new SharedAnswer<string>(10_000)
  const first = shared.to('a', ask)
  const [second, third] = [shared.to('a', ask), shared.to('a', ask)]
  const other = shared.to('b', ask)
  expect(open).toHaveLength(2)
  open[1]?.('of b')
  open[0]?.('old')
  expect(await Promise.all([first, other])).toEqual(['old', 'of b'])
  await expect.poll(() => open.length).toBe(3)
  open[2]?.('new')
  expect(await Promise.all([second, third])).toEqual(['new', 'new'])
  const later = shared.to('a', ask)
  open[3]?.('newest')
  expect(await later).toBe('newest')
})

it('asks again after one that failed', async () => {
  const shared = new SharedAnswer<string>(10_000)
  const failing = shared.to('a', () => Promise.reject(new Error('away')))
  const next = shared.to('a', () => Promise.resolve('back'))
  await expect(failing).rejects.toThrow('away')
  expect(await next).toBe('back')
})

it('has nobody wait for one that never comes', async () => {
  const { open, ask } = desk()
  const shared = new SharedAnswer<string>(1)
  const lost = shared.to('a', ask)
  await expect
    .poll(() => {
      void shared.to('a', ask)
      return open.length
    })
    .toBeGreaterThan(1)
  open[1]?.('new')
  open[0]?.('late')
  expect(await lost).toBe('late')
})
