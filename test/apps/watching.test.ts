import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tellDemo } from '#apps/server/demo'
import { usualRule, watchedMetrics } from '#domain/alert-rule'
import { DAY } from '#domain/instant'
import { sql } from '#storage/sql'
import { addAlertRule, changeAlertRule, removeAlertRule } from '#storage/stores/alert-rules'
import { type Api, startApi } from '../support/graphql-api.ts'

const asked = `
  query Watching($service: String!, $environment: String! = "production") {
    watching(service: $service, environment: $environment) {
      metric state reason usual smallestChange { factor value text } smallestChangeReason expectedFalseAlarmsPerYear
    }
  }`

interface Told {
  readonly metric: string
  readonly state: string
  readonly reason: string | null
  readonly usual: number | null
  readonly smallestChange: { readonly factor: number | null; readonly value: number; readonly text: string } | null
  readonly smallestChangeReason: string | null
  readonly expectedFalseAlarmsPerYear: number | null
}

const now = Date.parse('2026-11-23T10:00:00Z')
const soon = Array.from({ length: 6 }, (_, index) => ({
  type: 'deployment',
  id: `young-${index}`,
  service: 'young',
  environment: 'production',
  version: `1.0.${index}`,
  liveAt: new Date(now - (20 - index) * DAY).toISOString(),
}))

describe('what is watched of a service', () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi(() => now, { works: false })
    await tellDemo(api.db, now)
    await api.tell(...soon)
    await api.drain()
  }, 120_000)
  afterAll(() => api.close())

  const watching = async (service: string, environment = 'production') => {
    const told = await api.data<{ watching: readonly Told[] }>(asked, { service, environment })
    return Object.fromEntries(told.watching.map((one) => [one.metric, one]))
  }

  it('is what the tests of the demo see, with what is usual and how often they are wrong', async () => {
    const told = await watching('checkout')
    expect(Object.keys(told)).toHaveLength(8)
    expect(told['leadTimeForChanges']).toMatchObject({
      state: 'WATCHING',
      reason: null,
      smallestChange: {
        text: expect.stringMatching(/^×[1-4]\.\d: from \d+\.\d (hours|days) to \d+\.\d (hours|days)$/),
      },
      smallestChangeReason: null,
    })
    const { usual, smallestChange, expectedFalseAlarmsPerYear } = told['leadTimeForChanges'] ?? {}
    expect(smallestChange?.value).toBeCloseTo((usual ?? 0) * (smallestChange?.factor ?? 0))
    expect(expectedFalseAlarmsPerYear).toBeGreaterThan(0)
    expect(expectedFalseAlarmsPerYear).toBeLessThan(0.5)
    expect(told['silence']?.smallestChange?.text).toMatch(/^no deployment for \d+\.\d days of working time$/)
  })

  it('says of a young service what is missing, and of a place where it never went nothing', async () => {
    const told = await watching('young')
    expect(told['silence']).toMatchObject({ state: 'INSUFFICIENT_DATA', reason: '6 of 21 deployments in a year' })
    expect(told['leadTimeForChanges']).toMatchObject({
      state: 'INSUFFICIENT_DATA',
      reason: '0 of 8 weeks that hold three changes',
      smallestChange: null,
      expectedFalseAlarmsPerYear: null,
    })
    expect(await watching('young', 'staging')).toEqual({})
  })

  it('is nothing where no rule is of the environment, until one is', async () => {
    const reasons = async () => new Set(Object.values(await watching('checkout', 'staging')).map(({ state }) => state))
    expect(await reasons()).toEqual(new Set(['OFF']))
    await addAlertRule(api.db, { ...usualRule, name: 'staging too', environment: 'staging' }, 'API')
    expect((await reasons()).has('WATCHING')).toBe(true)
    await removeAlertRule(api.db, 'staging too')
  })

  it('follows the rules at once: what they turn off, put up with, or hold against a plain threshold', async () => {
    const before = await watching('checkout')
    const rule = { ...usualRule, name: 'own', services: ['checkout'], falseAlarmsPerServiceYear: 0.05 }
    await addAlertRule(api.db, rule, 'API')
    const strict = await watching('checkout')
    const factorOf = (told: Awaited<ReturnType<typeof watching>>) =>
      told['leadTimeForChanges']?.smallestChange?.factor ?? 0
    expect(factorOf(strict)).toBeGreaterThan(factorOf(before))
    const threshold = { metric: 'leadTimeForChanges', above: 172_800, below: null, last: 'P28D' } as const
    await changeAlertRule(api.db, { ...rule, metrics: ['leadTimeForChanges'], threshold }, 'API')
    expect((await watching('checkout'))['leadTimeForChanges']).toMatchObject({
      state: 'WATCHING',
      smallestChangeReason: 'A plain threshold stands in the place of the test: above P2D over P28D.',
    })
    await changeAlertRule(api.db, { ...rule, isOn: false }, 'API')
    expect((await watching('checkout'))['silence']).toMatchObject({ state: 'OFF', reason: 'Turned off by "own".' })
    await removeAlertRule(api.db, 'own')
  })

  it('answers the example of the documents', async () => {
    const [, example = ''] = /```graphql\n([\s\S]*?)```/.exec(readFileSync('docs/alerting.md', 'utf8')) ?? []
    const { watching: told } = await api.data<{ watching: readonly Told[] }>(example, {})
    expect(told.map(({ metric }) => metric)).toEqual([...watchedMetrics])
    for (const { smallestChange, smallestChangeReason } of told)
      expect(smallestChange === null).toBe(smallestChangeReason !== null)
  })

  it('waits for its days where the zone of reports was changed', async () => {
    const [kept] = await api.db.query<{ zone: string }>(sql`select min(day_zone) as zone from stream`)
    await api.db.query(sql`update stream set day_zone = 'Asia/Tokyo'`)
    expect((await watching('checkout'))['silence']).toMatchObject({
      state: 'INSUFFICIENT_DATA',
      reason: 'its days in the new time zone of reports: they are being made',
    })
    await api.db.query(sql`update stream set day_zone = ${kept?.zone ?? 'UTC'}`)
  })

  it('refuses a service that there is not', async () => {
    const { body } = await api.ask(asked, { service: 'chekout' })
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('Did you mean "checkout"?'),
      extensions: { code: 'UNKNOWN_SERVICE', field: 'service' },
    })
  })
})
