import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY } from '#domain/instant'
import { EventDoor } from '#ingest/event-door'
import { translateWaiting } from '#ingest/translate-inbox'
import { Translator } from '#ingest/translator'
import { sql } from '#storage/sql'
import { offerAgain } from '#storage/stores/deliveries'
import { keepDelivery } from '#storage/stores/keep-deliveries'
import { addWebhookSource, switchOffSource, webhookSources } from '#storage/stores/webhook-sources'
import { type TestDatabase, testDatabase } from '../../support/database.ts'
import { recordedDelivery } from '../../support/github-delivery.ts'
import { until } from '../../support/leadline-process.ts'

const now = Date.UTC(2026, 2, 10)
let database: TestDatabase
let door: EventDoor
beforeAll(async () => {
  database = await testDatabase()
  door = new EventDoor(database.db)
  const settings = { incidentLabels: ['outage'] }
  await addWebhookSource(database.db, { name: 'acme', system: 'github', settings, secret: Buffer.from('sealed') })
})
afterAll(async () => {
  await door.close()
  await database.close()
})

async function keep(name: string, change: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const { headers, body } = recordedDelivery(name)
  const sent = Buffer.from(JSON.stringify({ ...body, ...change }))
  await keepDelivery(database.db, { source: 'acme', system: 'github', transportId: null, headers, body: sent }, now)
}

async function states(): Promise<string[]> {
  const rows = await database.db.query<{ state: string }>(sql`select state from delivery order by id`)
  return rows.map(({ state }) => state)
}

async function logged(): Promise<number> {
  const [row] = await database.db.query<{ n: number }>(sql`select count(*) as n from event_log`)
  return row?.n ?? 0
}

describe('the inbox', () => {
  it('is translated on where one body says why in signs that no database keeps, and where one cannot be stored at all', async () => {
    const { db } = database
    const add = (body: string) =>
      keepDelivery(
        db,
        { source: 'flags', system: 'flagsmith', transportId: null, headers: {}, body: Buffer.from(body) },
        now,
      )
    await addWebhookSource(db, { name: 'flags', system: 'flagsmith', settings: {}, secret: Buffer.from('sealed') })
    await add('{"event_type":"a\\u0000b"}')
    await add('{"event_type":"poison"}')
    await add('{"event_type":"good"}')
    await db.query(sql`
      create function refuse() returns trigger language plpgsql as $$
      begin
        if new.reason like '%poison%' and new.state = 'IGNORED' then raise exception 'not this' using errcode = '22000'; end if;
        return new;
      end $$`)
    await db.query(sql`create trigger refuse before update on delivery for each row execute function refuse()`)
    try {
      for (let left = 10; left > 0 && (await translateWaiting(db, door, now)) > 0; left -= 1);
    } finally {
      await db.query(sql`drop trigger refuse on delivery`)
    }
    const rows = await db.query<{ state: string; reason: string }>(sql`select state, reason from delivery order by id`)
    expect(rows.map(({ state }) => state)).toEqual(['IGNORED', 'QUARANTINED', 'IGNORED'])
    expect(rows[0]?.reason).toContain('a\uFFFDb')
    expect(rows[1]?.reason).toBe('It could not be stored as it was understood: not this')
    await db.query(sql`delete from delivery`)
  })

  it('is translated again, and adds nothing, when the process dies before it says so', async () => {
    await keep('push-of-a-squash')
    const dying = new EventDoor(database.db)
    const take = dying.takeValid.bind(dying)
    dying.takeValid = async (...args) => {
      await take(...args)
      throw new Error('killed')
    }
    await expect(translateWaiting(database.db, dying, now)).rejects.toThrow('killed')
    await dying.close()
    expect([await states(), await logged()]).toEqual([['PENDING'], 2])
    expect(await translateWaiting(database.db, door, now)).toBe(1)
    expect([await states(), await logged()]).toEqual([['TRANSLATED'], 2])
    expect(await translateWaiting(database.db, door, now)).toBe(0)
  })

  it('goes by what the source is set to', async () => {
    await keep('issue-with-a-label-of-ones-own')
    await keep('issue-opened-as-an-incident')
    await translateWaiting(database.db, door, now)
    expect((await states()).slice(-2)).toEqual(['TRANSLATED', 'IGNORED'])
  })

  it('gives what could not be taken another chance', async () => {
    const { body } = recordedDelivery('status-success')
    const status = body['deployment_status'] as object
    await keep('status-success', { deployment_status: { ...status, created_at: '2026-03-12T09:00:00Z' } })
    const before = await logged()
    await translateWaiting(database.db, door, now)
    const [row] = await database.db.query<{ reason: string }>(
      sql`select reason from delivery where state = 'QUARANTINED'`,
    )
    expect(row?.reason).toContain('finishedAt is before 1990 or more than 24 hours ahead')
    expect(await logged()).toBe(before)
    expect(await offerAgain(database.db)).toBe(1)
    await translateWaiting(database.db, door, now + 3 * DAY)
    expect([(await states()).at(-1), await logged()]).toEqual(['TRANSLATED', before + 1])
  })

  it('is worked off in the background, at a hint, after failures too', async () => {
    const errors: unknown[] = []
    let broken = true
    const db: typeof database.db = {
      ...database.db,
      transaction: (work) => {
        if (broken) return Promise.reject(new Error('away'))
        return database.db.transaction(work)
      },
    }
    const translator = new Translator({ db, door, clock: () => now, onError: (error) => errors.push(error) })
    translator.start()
    await keep('run-under-way')
    await until('a failure', 10, () => (errors.length > 0 ? true : null))
    broken = false
    await until('the translation', 20, async () => ((await states()).at(-1) === 'TRANSLATED' ? true : null))
    await keep('run-completed-after-the-merge')
    translator.hint()
    await until('the next', 20, async () => ((await states()).at(-1) === 'TRANSLATED' ? true : null))
    await translator.stop()
  })
})

describe('a source that was switched off', () => {
  const asked = { system: 'github', now, name: null }

  it('is there no more when it said nothing, and may be taken up again when it did', async () => {
    const silent = { name: 'silent', system: 'github', settings: {}, secret: Buffer.from('sealed') }
    expect(await addWebhookSource(database.db, silent)).toBe(true)
    expect(await switchOffSource(database.db, 'silent')).toBe(true)
    expect(await switchOffSource(database.db, 'silent')).toBe(false)
    expect(await switchOffSource(database.db, 'acme')).toBe(true)
    expect(await webhookSources(database.db, asked)).toEqual([])
    const again = { name: 'acme', system: 'github', settings: { api: 'x' }, secret: Buffer.from('new') }
    expect(await addWebhookSource(database.db, again)).toBe(true)
    expect(await addWebhookSource(database.db, again)).toBe(false)
    expect(await webhookSources(database.db, asked)).toMatchObject([{ name: 'acme', settings: { api: 'x' } }])
  })
})
