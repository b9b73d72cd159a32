import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeToken } from '#access/token'
import { sql } from '#storage/sql'
import { addToken, findTokens, listTokens, revokeToken, touchTokens } from '#storage/stores/tokens'
import { type TestDatabase, testDatabase } from '../../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

it('keeps a token without its secret, finds it, lists it, and revokes it once', async () => {
  const { text, publicId, secretSha256 } = makeToken()
  const expiresAt = Date.UTC(2027, 0, 1)
  const id = await addToken(database.db, {
    publicId,
    secretSha256,
    name: 'ci',
    source: 'ci',
    scopes: ['ingest'],
    expiresAt,
  })
  const [found] = await findTokens(database.db, [publicId, 'nobody'])
  expect(found).toMatchObject({
    id,
    publicId,
    secretSha256,
    source: 'ci',
    scopes: ['ingest'],
    expiresAt,
    revokedAt: null,
  })
  const [row] = await database.db.query<{ row: string }>(sql`select token::text as row from token`)
  expect(row?.row).not.toContain(text.slice(10, 42))

  expect(await revokeToken(database.db, publicId)).toBe(true)
  const [revoked] = await listTokens(database.db)
  expect(revoked?.revokedAt).not.toBeNull()
  expect(await revokeToken(database.db, publicId)).toBe(true)
  expect((await listTokens(database.db))[0]?.revokedAt).toBe(revoked?.revokedAt)
  expect(await revokeToken(database.db, 'nobody')).toBe(false)
})

it('notes its use at most once a minute', async () => {
  const { publicId, secretSha256 } = makeToken()
  const id = await addToken(database.db, {
    publicId,
    secretSha256,
    name: 'x',
    source: 'x',
    scopes: [],
    expiresAt: null,
  })
  await touchTokens(database.db, [id])
  const first = (await findTokens(database.db, [publicId]))[0]?.lastUsedAt
  await touchTokens(database.db, [id])
  expect((await findTokens(database.db, [publicId]))[0]?.lastUsedAt).toBe(first)
})
