import { beforeAll, describe, expect, it } from 'vitest'
import { type Facts, factsAfter, readEvents, type Wire } from '../../support/ingest.ts'
import { RandomWorld } from '../../support/random-world.ts'
import { shuffled } from '../../support/shuffle.ts'

function told(
  batches: readonly (readonly Wire[])[],
  options: { readonly again?: boolean; readonly reportsTogether?: number } = {},
): Promise<Facts> {
  return factsAfter(batches.map(readEvents), { reportsTogether: 500, ...options })
}

function inBatches<T>(items: readonly T[], size: number): T[][] {
  const batches: T[][] = []
  for (let at = 0; at < items.length; at += size) batches.push(items.slice(at, at + size))
  return batches
}

describe.each([5])('a world (seed %i)', (seed) => {
  const { events } = new RandomWorld(seed)
  let whole: Facts
  beforeAll(async () => {
    whole = await told([events])
  })

  it('has something of everything', () => {
    for (const name of ['deployments', 'changes', 'commits', 'failures', 'incidents', 'days'] as const) {
      expect(whole[name].length, name).toBeGreaterThan(0)
    }
  })

  it('gives the same facts in small steps as at once', async () => {
    expect(await told(inBatches(events, 19))).toEqual(whole)
  })

  it('gives the same facts in any order', async () => {
    expect(await told(inBatches(shuffled(events, seed), 29))).toEqual(whole)
    expect(await told([shuffled(events, seed + 100)])).toEqual(whole)
  })

  it('gives the same facts backwards and doubled', async () => {
    expect(await told(inBatches([...events.toReversed(), ...events], 50))).toEqual(whole)
  })

  it('gives the same facts when they are made anew from the log', async () => {
    expect(await told(inBatches(shuffled(events, seed + 1), 90), { again: true })).toEqual(whole)
  })

  it('gives the same facts in passes over a few reports as in one', async () => {
    expect(await told([events], { reportsTogether: 4 })).toEqual(whole)
    expect(await told(inBatches(shuffled(events, seed + 2), 60), { reportsTogether: 3, again: true })).toEqual(whole)
  })
})
