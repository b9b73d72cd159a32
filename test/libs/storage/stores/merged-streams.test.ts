import { expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { absorbMergedStreams, mergeEnvironmentStreams, mergeServiceStreams } from '#storage/stores/merged-streams'
import { ensureEnvironments, ensureServices, ensureStreams } from '#storage/stores/names'
import { databases, names } from '../../../support/renaming.ts'

const database = databases()

interface Place {
  readonly id: number
  readonly serviceId: number
  readonly environmentId: number
}

it.each([
  ['a service', ['old', 'new'], ['prod', 'staging'], ['new', 'prod', 'staging']],
  ['an environment', ['a', 'b'], ['old', 'new'], ['a', 'b', 'new']],
])('%s goes with its last stream, though two were taken at a time', async (what, services, environments, left) => {
  const { db } = await database()
  const [serviceIds, environmentIds] = [
    [...(await ensureServices(db, new Set(services))).values()],
    [...(await ensureEnvironments(db, new Set(environments))).values()],
  ]
  const idOf = (rows: readonly { id: number; name: string }[], name: string): number =>
    rows.find((row) => row.name === name)?.id ?? 0
  const pairs = serviceIds.flatMap(({ id: serviceId }) =>
    environmentIds.map(({ id: environmentId }) => ({ serviceId, environmentId })),
  )
  await ensureStreams(db, pairs)
  if (what === 'a service') {
    await db.query(sql`insert into service_name values ('NAME', 'old', ${idOf(serviceIds, 'new')})`)
    await mergeServiceStreams(db, idOf(serviceIds, 'old'), idOf(serviceIds, 'new'))
  } else await mergeEnvironmentStreams(db, idOf(environmentIds, 'old'), idOf(environmentIds, 'new'))
  const [first, second] = await db.query<Place>(sql`
    select target.id, target.service_id as "serviceId", target.environment_id as "environmentId"
      from stream join stream target on target.id = stream.merged_into`)

  const other = await db.transaction(async (tx) => {
    await absorbMergedStreams(tx, first as Place)
    const waiting = db.transaction((after) => absorbMergedStreams(after, second as Place))
    await expect
      .poll(() =>
        db.query(sql`select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`),
      )
      .toHaveLength(1)
    return { waiting }
  })
  await other.waiting
  expect(await names(db)).toEqual(left)
})

it('nothing is absorbed before everything was folded anew', async () => {
  const { db } = await database()
  const services = await ensureServices(db, new Set(['old', 'new']))
  const environments = await ensureEnvironments(db, new Set(['prod']))
  const environmentId = environments.get('prod')?.id ?? 0
  const [from, into] = [services.get('old')?.id ?? 0, services.get('new')?.id ?? 0]
  await ensureStreams(db, [{ serviceId: from, environmentId }])
  await mergeServiceStreams(db, from, into)
  const [target] = await db.query<Place>(sql`
    select id, service_id as "serviceId", environment_id as "environmentId" from stream where service_id = ${into}`)
  for (const column of [sql`rebuild_wanted`, sql`rebuilding`]) {
    await db.query(sql`update projection_cursor set ${column} = true`)
    await absorbMergedStreams(db, target as Place)
    expect(await db.query(sql`select id from stream`)).toHaveLength(2)
    await db.query(sql`update projection_cursor set ${column} = false`)
  }
  await absorbMergedStreams(db, target as Place)
  expect(await db.query(sql`select id from stream`)).toHaveLength(1)
})
