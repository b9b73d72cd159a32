import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type OpenDatabase } from '#storage/database'
import { sources } from '#storage/queries/sources'
import { sql } from '#storage/sql'
import {
  appendEvents,
  logStart,
  type NewStatement,
  readCommitted,
  readLog,
  statementsByHash,
  statementsOfKeys,
} from '#storage/stores/event-log'
import { type TestDatabase, testDatabase } from '../../../support/database.ts'

let database: TestDatabase
let other: OpenDatabase
beforeAll(async () => {
  database = await testDatabase()
  other = await openDatabase({ url: database.url, max: 2 })
})
afterAll(async () => {
  await other.close()
  await database.close()
})

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function statement(name: string, more: Partial<NewStatement> = {}): NewStatement {
  const base = { key: sha(name), entity: sha(`entity ${name}`), type: 'flag', source: 'api', occurredAt: 1_000 }
  return { ...base, recordedAt: null, body: { type: 'flag', key: name }, ...more }
}

async function names(after = logStart): Promise<unknown[]> {
  return (await readLog(database.db, after, 100)).map(({ body }) => body['key'])
}

describe('the log', () => {
  it('takes a statement once, and says which it took', async () => {
    const first = await appendEvents(database.db, [statement('a'), statement('b'), statement('a')])
    expect(first).toMatchObject({ accepted: 2, duplicates: 1 })
    const second = await appendEvents(database.db, [statement('b'), statement('c')])
    expect(second).toEqual({ accepted: 1, duplicates: 1, added: new Set([sha('c')]) })
    expect(await appendEvents(database.db, [])).toMatchObject({ accepted: 0 })
  })

  it('is read in order and in pages, each statement once', async () => {
    await expect.poll(() => names(), { timeout: 10_000 }).toEqual(['a', 'b', 'c'])
    const [first] = await readLog(database.db, logStart, 1)
    expect(first).toMatchObject({ hash: sha('a'), source: 'api', type: 'flag', occurredAt: 1_000 })
    expect(await names(first)).toEqual(['b', 'c'])
  })

  it('never lets its reader pass a transaction that is still open', async () => {
    await other.transaction(async (open) => {
      await appendEvents(open, [statement('slow')])
      await appendEvents(database.db, [statement('quick', { source: 'another' })])
      expect(await names()).not.toContain('quick')
      const committed = await readCommitted(database.db, logStart, 100)
      expect(committed.map(({ body }) => body['key'])).toEqual(['a', 'b', 'c', 'quick'])
    })
    await expect.poll(() => names(), { timeout: 10_000 }).toEqual(['a', 'b', 'c', 'slow', 'quick'])
  })

  it('gives the statements of keys, as known at a moment', async () => {
    const early = Date.UTC(2026, 0, 1)
    await appendEvents(database.db, [
      statement('e1', { recordedAt: early }),
      statement('e2', { recordedAt: early + 1 }),
    ])
    const keys = [sha('e1'), sha('e2'), sha('nothing')]
    expect(await statementsOfKeys(database.db, keys)).toHaveLength(2)
    const [then, ...more] = await statementsOfKeys(database.db, keys, early)
    expect(then).toMatchObject({ hash: sha('e1'), recordedAt: early, body: { key: 'e1' } })
    expect(more).toEqual([])
    expect(await statementsOfKeys(database.db, [])).toEqual([])
  })

  it('gives statements by hash and leaves out what it does not know', async () => {
    const hashes = [sha('a'), 'f'.repeat(64), 'no hash', "'; drop table event_log; --"]
    expect(await statementsByHash(database.db, hashes)).toMatchObject([{ body: { key: 'a' } }])
  })

  it('counts what it took for each source, whoever appends at the same time', async () => {
    const batch = (from: number): NewStatement[] =>
      Array.from({ length: 100 }, (_, i) => statement(`n${from + i}`, { source: i % 2 === 0 ? 'even' : 'odd' }))
    await Promise.all(
      [0, 50, 100, 150].map((from) => appendEvents(from % 100 === 0 ? database.db : other, batch(from))),
    )
    const rows = await database.db.query(
      sql`select name, accepted from (${sources()}) as known where name in ('even', 'odd') order by name`,
    )
    expect(rows).toEqual([
      { name: 'even', accepted: 125 },
      { name: 'odd', accepted: 125 },
    ])
  })
})

describe('people', () => {
  const author = { name: 'Ada', email: 'ada@people.example' }
  const commit = (name: string): NewStatement =>
    statement(name, {
      type: 'commit',
      body: { type: 'commit', key: name, author, coAuthors: [author, { login: 'bob' }], by: 'Grace' },
    })

  async function bodyOf(name: string): Promise<unknown> {
    return (await statementsOfKeys(database.db, [sha(name)]))[0]?.body
  }

  it('stand in a table of their own, and come back when read', async () => {
    await appendEvents(database.db, [commit('p1'), commit('p2')])
    const rows = await database.db.query(sql`select name, email, login from person order by name, login`)
    expect(rows).toEqual([
      { name: 'Ada', email: 'ada@people.example', login: null },
      { name: 'Grace', email: null, login: null },
      { name: null, email: null, login: 'bob' },
    ])
    expect(await bodyOf('p1')).toEqual(commit('p1').body)
  })

  it('stay erased, even when an old event is sent again', async () => {
    await database.db.query(sql`update person set name = null, email = null, login = null`)
    await appendEvents(database.db, [commit('p3')])
    for (const name of ['p1', 'p3']) {
      expect(await bodyOf(name)).toEqual({ type: 'commit', key: name, coAuthors: [], by: 'erased' })
    }
    const [row] = await database.db.query(sql`select count(*)::integer as n from person`)
    expect(row).toEqual({ n: 3 })
  })

  it('who come from many sides at once are one row', async () => {
    const same = (i: number): NewStatement =>
      statement(`race ${i}`, { body: { type: 'commit', key: `race ${i}`, author: { name: 'Race' } } })
    await Promise.all(Array.from({ length: 8 }, (_, i) => appendEvents(i % 2 === 0 ? database.db : other, [same(i)])))
    const [row] = await database.db.query(sql`select count(*)::integer as n from person where name = 'Race'`)
    expect(row).toEqual({ n: 1 })
    expect(await bodyOf('race 5')).toMatchObject({ author: { name: 'Race' } })
  })
})
