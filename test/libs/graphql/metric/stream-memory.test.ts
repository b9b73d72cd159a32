import { describe, expect, it } from 'vitest'
import { type KeptPart, StreamMemory } from '#graphql/metric/stream-memory'

const part = (size: number): ReadonlyMap<string, KeptPart> => new Map([['days', { value: size, size }]])
const known = (memory: StreamMemory, ids: readonly number[], version = 1): number[] => {
  const question = memory.ask()
  return ids.filter((id) => memory.partsOf(id, version, question) !== undefined)
}

/** Asks for streams as reading them does: what is not known is read, and kept. */
function ask(memory: StreamMemory, ids: readonly number[]): number[] {
  const question = memory.ask()
  const found = ids.filter((id) => memory.partsOf(id, 1, question) !== undefined)
  for (const id of ids) if (!found.includes(id)) memory.keep(id, 1, part(600), question)
  return found
}

describe('what is kept of streams', () => {
  it('gives up those that nobody asked for longest', () => {
    const memory = new StreamMemory(3_000)
    ask(memory, [1, 2, 3])
    ask(memory, [1])
    ask(memory, [4])
    expect(known(memory, [1, 2, 3, 4])).toEqual([1, 3, 4])
    expect(memory.size).toBe(3_000)
  })

  it('holds what came first of a question that takes more than all of it', () => {
    const memory = new StreamMemory(3_000)
    ask(memory, [9])
    expect(ask(memory, [1, 2, 3, 4, 5])).toEqual([])
    expect(ask(memory, [1, 2, 3, 4, 5])).toEqual([1, 2, 3])
    expect(memory.size).toBeLessThanOrEqual(3_000)
    expect(ask(memory, [7, 8])).toEqual([])
    expect(ask(memory, [7, 8])).toEqual([7, 8])
  })

  it('knows nothing of another version, nor takes what a slower question read before', () => {
    const memory = new StreamMemory(3_000)
    memory.keep(1, 2, part(600), memory.ask())
    memory.keep(1, 1, part(600), memory.ask())
    expect(known(memory, [1], 1)).toEqual([])
    expect(known(memory, [1], 2)).toEqual([1])
    memory.keep(1, 3, part(700), memory.ask())
    expect(known(memory, [1], 2)).toEqual([])
    expect(memory.size).toBe(1_100)
  })

  it('keeps nothing that is larger than all of it', () => {
    const memory = new StreamMemory(3_000)
    memory.keep(1, 1, part(9_000), memory.ask())
    expect(known(memory, [1])).toEqual([])
    expect(memory.size).toBe(0)
  })
})
