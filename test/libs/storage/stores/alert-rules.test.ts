import { expect, it } from 'vitest'
import { type AlertRule, usualRule } from '#domain/alert-rule'
import type { FreezeWindow } from '#domain/freeze-window'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { addAlertRule, changeAlertRule, listAlertRules, removeAlertRule } from '#storage/stores/alert-rules'
import { changeCatalogue } from '#storage/stores/catalogue'
import { addChannel, removeChannel } from '#storage/stores/channels'
import { addFreeze, changeFreeze, listFreezes, removeFreeze } from '#storage/stores/freezes'
import { ensureServices } from '#storage/stores/names'
import { describeTeam } from '#storage/stores/services'
import { databases, production } from '../../../support/renaming.ts'

const database = databases()

const rule: AlertRule = {
  ...usualRule,
  name: 'weekly',
  services: ['cart', 'shop'],
  teams: ['Sales'],
  metrics: ['leadTimeForChanges'],
  threshold: { metric: 'leadTimeForChanges', above: 172_800, below: null, last: 'P28D' },
  quietHours: { from: 1_320, to: 420, timeZone: 'Europe/Berlin', days: ['FRIDAY'] },
  channels: ['mail', 'pager'],
}
const freeze: FreezeWindow = {
  name: 'holidays',
  services: ['shop'],
  teams: ['Sales'],
  from: Date.parse('2026-12-24T00:00:00Z'),
  to: Date.parse('2027-01-02T00:00:00Z'),
  timeZone: 'Europe/Berlin',
  reason: 'nobody is there',
}

async function world(): Promise<Database> {
  const { db } = await database()
  await ensureServices(db, new Set(['cart', 'shop']))
  await describeTeam(db, 'Sales')
  for (const name of ['mail', 'pager']) {
    await addChannel(db, { name, kind: 'EMAIL', settings: { to: name }, sealed: null })
  }
  return db
}

/** The services of the one rule, and of the one freeze. */
async function ofServices(db: Database): Promise<readonly (readonly string[] | undefined)[]> {
  const [[rules], [freezes]] = [await listAlertRules(db), await listFreezes(db)]
  return [rules?.services, freezes?.services]
}

it('keeps what was stated', async () => {
  const db = await world()
  expect(await addAlertRule(db, rule, 'API')).toBeTypeOf('number')
  expect(await addAlertRule(db, rule, 'FILE')).toBeNull()
  expect(await listAlertRules(db)).toEqual([{ ...rule, id: expect.any(Number), origin: 'API' }])
  const other = { ...usualRule, name: 'weekly', isOn: false, falseAlarmsPerServiceYear: 0.1 }
  expect(await changeAlertRule(db, other, 'FILE')).toBe(true)
  expect(await listAlertRules(db)).toEqual([{ ...other, id: expect.any(Number), origin: 'FILE' }])
  expect(await changeAlertRule(db, { ...other, name: 'none' }, 'FILE')).toBe(false)
  expect([await removeAlertRule(db, 'weekly'), await removeAlertRule(db, 'weekly')]).toEqual([true, false])

  expect(await addFreeze(db, freeze, 'FILE')).toBeTypeOf('number')
  expect(await addFreeze(db, freeze, 'API')).toBeNull()
  expect(await listFreezes(db)).toEqual([{ ...freeze, id: expect.any(Number), origin: 'FILE' }])
  const longer = { ...freeze, to: freeze.to + 1, teams: [] }
  expect(await changeFreeze(db, longer, 'API')).toBe(true)
  expect(await listFreezes(db)).toEqual([{ ...longer, id: expect.any(Number), origin: 'API' }])
  expect([await removeFreeze(db, 'holidays'), await removeFreeze(db, 'holidays')]).toEqual([true, false])
})

it('goes with a service that gets another name, becomes part of another, and is parted again', async () => {
  const db = await world()
  await addAlertRule(db, { ...rule, services: ['shop'] }, 'API')
  await addFreeze(db, freeze, 'API')
  await changeCatalogue(db, () => [{ type: 'SERVICE_RENAMED', from: 'shop', to: 'checkout' }])
  expect(await ofServices(db)).toEqual([['checkout'], ['checkout']])
  await changeCatalogue(db, () => [{ type: 'SERVICE_MERGED', from: 'checkout', into: 'cart' }])
  expect(await ofServices(db)).toEqual([['cart'], ['cart']])
  await changeCatalogue(db, () => [{ type: 'SERVICE_SPLIT', service: 'shop', from: 'cart' }])
  expect(await ofServices(db)).toEqual([['shop'], ['shop']])
})

it('is of a service by any of its names', async () => {
  const db = await world()
  await changeCatalogue(db, () => [{ type: 'SERVICE_RENAMED', from: 'shop', to: 'checkout' }])
  await addAlertRule(db, { ...rule, services: ['checkout', 'shop'] }, 'API')
  await addFreeze(db, freeze, 'API')
  expect(await ofServices(db)).toEqual([['checkout'], ['checkout']])
})

it('does not become a rule of every service when its own is gone, and is of it when it comes back', async () => {
  const db = await world()
  await addAlertRule(db, { ...rule, services: ['shop'] }, 'API')
  await addFreeze(db, freeze, 'API')
  await db.query(sql`delete from service where name = 'shop'`)
  await db.query(sql`delete from team`)
  expect(await ofServices(db)).toEqual([['shop'], ['shop']])
  expect((await listAlertRules(db))[0]?.teams).toEqual(['Sales'])
  await ensureServices(db, new Set(['shop']))
  await changeCatalogue(db, () => [{ type: 'SERVICE_RENAMED', from: 'shop', to: 'checkout' }])
  expect(await ofServices(db)).toEqual([['checkout'], ['checkout']])
})

it('loses a channel that is removed, and nothing else', async () => {
  const db = await world()
  await addAlertRule(db, rule, 'API')
  await removeChannel(db, 'pager')
  expect(await listAlertRules(db)).toMatchObject([{ ...rule, channels: ['mail'] }])
})

it('goes with an environment that becomes part of another, but for the name of a tier', async () => {
  const db = await world()
  for (const environment of ['prod', 'production']) {
    await addAlertRule(db, { ...rule, name: environment, environment }, 'API')
  }
  await changeCatalogue(db, () => [
    { ...production, moves: ['prod', 'production'].map((from) => ({ from, to: 'live' })) },
  ])
  expect((await listAlertRules(db)).map(({ environment }) => environment)).toEqual(['live', 'production'])
})
