import { afterAll, beforeAll, expect, it } from 'vitest'
import { forgetPart, keepProgress, progressOf } from '#storage/stores/source-progress'
import { type TestDatabase, testDatabase } from '../../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

it('a part is forgotten in all repositories of its source, and nothing else is', async () => {
  const { db } = database
  for (const part of ['acme/shop releases', 'acme/web releases', 'acme/releases commits', 'run'])
    await keepProgress(db, 'acme', part, {})
  await keepProgress(db, 'other', 'acme/shop releases', {})
  await forgetPart(db, 'acme', 'releases')
  expect((await progressOf(db, 'acme')).map(({ part }) => part)).toEqual(['acme/releases commits', 'run'])
  expect(await progressOf(db, 'other')).toHaveLength(1)
})
