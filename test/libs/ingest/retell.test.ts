import { describe, expect, it, onTestFinished } from 'vitest'
import { EventDoor } from '#ingest/event-door'
import { retellChanged } from '#ingest/retell'
import { Translator } from '#ingest/translator'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { lockTranslation } from '#storage/stores/deliveries'
import { keepDelivery } from '#storage/stores/keep-deliveries'
import { changePlaces, otherwiseTold } from '#storage/stores/source-places'
import { addWebhookSource, switchOffSource, webhookSources } from '#storage/stores/webhook-sources'
import { testDatabase } from '../../support/database.ts'
import { dump, post, testNow, testWorker } from '../../support/ingest.ts'

const nothing = { cluster: null, environment: null, rules: null }
const source = { name: 'promotions', system: 'kargo', secret: Buffer.from('sealed') }

/** The body of a promotion's last step. */
function promotion(name: string, stage: string, at: string): Record<string, unknown> {
  const images = [{ repoURL: `registry.example.com/acme/${name}`, digest: `sha256:${'4e'.repeat(32)}` }]
  return { project: 'acme', stage, promotion: `${name}.${stage}`, ok: true, at, images }
}

interface World {
  readonly db: Database
  deliver(...bodies: readonly object[]): Promise<void>
  change(places: Readonly<Record<string, unknown>>): Promise<void>
  /** Translated, told again where that is due, and projected. */
  settle(): Promise<void>
  streams(): Promise<string[]>
  accepted(): Promise<readonly unknown[]>
}

async function world(): Promise<World> {
  const database = await testDatabase()
  const { db } = database
  const door = new EventDoor(db)
  const translator = new Translator({ db, door, clock: () => testNow, onError: (error) => expect.fail(String(error)) })
  onTestFinished(async () => {
    await door.close()
    await database.close()
  })
  await addWebhookSource(db, { ...source, settings: {} })
  return {
    db,
    deliver: async (...bodies) => {
      for (const body of bodies)
        await keepDelivery(
          db,
          {
            source: 'promotions',
            system: 'kargo',
            transportId: null,
            headers: {},
            body: Buffer.from(JSON.stringify(body)),
          },
          testNow,
        )
    },
    change: async (places) => {
      const [known] = await webhookSources(db, { system: 'kargo', name: 'promotions', now: testNow })
      expect(await changePlaces(db, known?.id ?? 0, { ...nothing, ...places })).toBe(true)
    },
    settle: async () => {
      await translator.drain()
      await testWorker(db).drain()
    },
    streams: async () => {
      const { deployments } = await dump(db)
      return (deployments as readonly { service: string; environment: string }[]).map(
        (each) => `${each.service} in ${each.environment}`,
      )
    },
    accepted: () =>
      db.query(sql`
        select sum(source_tally.accepted)::integer as accepted, source.ignored
          from source_tally
          join source on source.name = source_tally.source
         where source.name = 'promotions'
         group by source.ignored`),
  }
}

describe('other places of a reconciler', () => {
  it('apply to what was delivered before, and nothing stands twice', async () => {
    const made = await world()
    await made.deliver(
      promotion('basket', 'prod', '2026-03-02T10:00:00Z'),
      promotion('queue', 'prod', '2026-03-02T11:00:00Z'),
    )
    await made.deliver({ apiVersion: 'kargo.akuity.io/v1alpha1', kind: 'Stage' })
    await made.settle()
    const before = await dump(made.db)
    expect(await made.streams()).toEqual(['basket in prod', 'queue in prod'])
    expect(await made.accepted()).toEqual([{ accepted: 2, ignored: 1 }])

    await made.change({ rules: [{ name: 'basket', service: 'Web Basket' }] })
    await made.settle()
    expect(await made.streams()).toEqual(['Web Basket in prod', 'queue in prod'])
    expect(await made.accepted()).toEqual([{ accepted: 2, ignored: 1 }])
    expect(await made.db.query(sql`select name from service order by name`)).toEqual([
      { name: 'Web Basket' },
      { name: 'queue' },
    ])

    await made.change({ rules: [{ name: 'queue', ignore: true }], environment: 'live' })
    await made.settle()
    expect(await made.streams()).toEqual(['basket in live'])
    expect(await made.accepted()).toEqual([{ accepted: 1, ignored: 2 }])

    await made.change({})
    await made.settle()
    expect(await dump(made.db)).toEqual(before)
    expect(await otherwiseTold(made.db)).toEqual([])
  })

  it('leave what was told of deliveries that are gone, and what others told', async () => {
    const made = await world()
    await made.deliver(promotion('basket', 'prod', '2026-03-02T10:00:00Z'))
    await made.settle()
    await made.db.query(sql`delete from delivery`)
    await made.deliver(promotion('queue', 'prod', '2026-03-02T11:00:00Z'))
    await post(made.db, [
      {
        type: 'deployment',
        source: 'ci',
        id: 'queue.prod',
        service: 'queue',
        environment: 'prod',
        version: '9',
        liveAt: '2026-03-02T12:00:00Z',
      },
    ])
    await made.settle()
    await made.change({ environment: 'live' })
    await made.settle()
    expect(await made.streams()).toEqual(['basket in prod', 'queue in live', 'queue in prod'])
  })

  it('fold nothing anew where they change nothing that was told', async () => {
    const made = await world()
    await made.deliver(promotion('basket', 'prod', '2026-03-02T10:00:00Z'))
    await made.settle()
    const log = sql`select min(position) as position from event_log`
    const before = await made.db.query(log)
    await made.change({ rules: [{ name: 'other', service: 'else' }] })
    expect(await otherwiseTold(made.db)).toHaveLength(1)
    expect(await retellChanged(made.db, testNow)).toBe(1)
    expect([await made.db.query(log), await otherwiseTold(made.db)]).toEqual([before, []])
  })

  it('keep who translates waiting while they are applied', async () => {
    const made = await world()
    await made.deliver(promotion('basket', 'prod', '2026-03-02T10:00:00Z'))
    await made.settle()
    let changing: Promise<void> | undefined
    await made.db.transaction(async (tx) => {
      await lockTranslation(tx)
      await made.change({ environment: 'live' })
      await made.deliver(promotion('queue', 'prod', '2026-03-02T11:00:00Z'))
      changing = made.settle()
      expect(await tx.query(sql`select state from delivery order by id`)).toEqual([
        { state: 'TRANSLATED' },
        { state: 'PENDING' },
      ])
    })
    await changing
    expect(await made.streams()).toEqual(['basket in live', 'queue in live'])
  })

  it('count where the source was removed and added with them', async () => {
    const made = await world()
    await made.deliver(promotion('basket', 'prod', '2026-03-02T10:00:00Z'))
    await made.settle()
    expect(await switchOffSource(made.db, 'promotions')).toBe(true)
    expect(await addWebhookSource(made.db, { ...source, settings: { environment: 'live' } })).toBe(true)
    await made.settle()
    expect(await made.streams()).toEqual(['basket in live'])
  })
})
