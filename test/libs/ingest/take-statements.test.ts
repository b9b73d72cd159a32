import { expect, it, onTestFinished } from 'vitest'
import { EventDoor } from '#ingest/event-door'
import { takeStatements } from '#ingest/take-statements'
import { testDatabase } from '../../support/database.ts'
import { testNow } from '../../support/ingest.ts'

const commit = (sha: string) => ({
  type: 'commit',
  repository: 'git.example/acme/shop',
  sha,
  authoredAt: '2026-03-01T09:00:00Z',
})

it('takes all of a stream, gives what it returns, and says what was refused', async () => {
  const { db, close } = await testDatabase()
  onTestFinished(close)
  const door = new EventDoor(db)
  onTestFinished(() => door.close())
  const refused: string[] = []
  async function* stream() {
    yield commit('a')
    yield commit('a')
    yield { type: 'commit' }
    return 'the end'
  }
  const onRefused = (_: unknown, { code }: { readonly code: string }): void => void refused.push(code)
  const taken = await takeStatements(stream(), { door, source: 'git', clock: () => testNow, onRefused })
  expect(taken).toEqual({ accepted: 1, duplicates: 1, rejected: 1, result: 'the end' })
  expect(refused).toHaveLength(1)
})

it.each(['door', 'signal'])('ends what feeds the stream when the %s ends', async (what) => {
  const { db, close } = await testDatabase()
  onTestFinished(close)
  const door = new EventDoor(db)
  if (what === 'door') await door.close()
  else onTestFinished(() => door.close())
  let isOpen = true
  async function* stream() {
    try {
      for (let number = 0; number < 5_000; number += 1) yield commit(String(number))
    } finally {
      isOpen = false
    }
  }
  const ending = new AbortController()
  const clock = (): number => {
    if (what === 'signal') ending.abort()
    return testNow
  }
  await expect(takeStatements(stream(), { door, source: 'git', clock, signal: ending.signal })).rejects.toThrow()
  expect(isOpen).toBe(false)
})
