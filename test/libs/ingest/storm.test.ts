import { describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { testDatabase } from '../../support/database.ts'
import { type Facts, factsAfter, post, readEvents, testWorker, type Wire } from '../../support/ingest.ts'
import { shuffled } from '../../support/shuffle.ts'

const configRepository = 'git.example/platform/live'
const iso = (day: number, minute: number): string => new Date(Date.UTC(2026, 2, day, 8, minute)).toISOString()

function onLine(sha: string, day: number, parent: string | null): Wire {
  const parents = parent === null ? [] : [parent]
  return { type: 'commit', repository: configRepository, sha, parents, authoredAt: iso(day, 0) }
}

function bump(service: string, configSha: string, tag: string, day: number): Wire {
  const version = { image: `registry.example/shop/${service}`, tag }
  const stream = { service, environment: 'production', configRepository, configSha }
  const attributes = { 'leadline.liveRule': 'CONFIG_MERGE' }
  return { type: 'deployment', id: `${service} ${configSha}`, ...stream, ...version, liveAt: iso(day, 0), attributes }
}

function sync(service: string, configRevision: string, day: number, minute: number): Wire {
  const stream = { source: 'argocd', service, environment: 'production', configRepository, configRevision }
  const times = { startedAt: iso(day, minute), finishedAt: iso(day, minute + 1), outcome: 'succeeded' }
  return { type: 'deployment', id: `${service}/${iso(day, minute)}`, ...stream, ...times }
}

/** So many services that run, and a commit that has all of them applied again; in the last one it moves the image too. */
function storm(services: number): Wire[] {
  const names = Array.from({ length: services }, (_, index) => `app${index}`)
  return [
    onLine('a1', 2, null),
    onLine('a2', 9, 'a1'),
    ...names.flatMap((name, index) => [bump(name, 'a1', '1', 2), sync(name, 'a1', 2, index)]),
    ...names.map((name, index) => sync(name, 'a2', 9, index)),
    bump(names.at(-1) ?? '', 'a2', '2', 9),
  ]
}

function kinds(facts: Facts): string[] {
  const rows = facts.deployments as readonly Readonly<Record<string, unknown>>[]
  return rows.map((row) => `${String(row['service'])} ${String(row['version'])} ${String(row['kind'])}`)
}

describe('a commit that a reconciler applies to many services', () => {
  it('is a change of their platform where their versions stay, and of the one whose version moved', async () => {
    const expected = Array.from({ length: 6 }, (_, index) => [
      `app${index} 1 CODE`,
      index === 5 ? 'app5 2 CODE' : `app${index} 1 PLATFORM`,
    ]).flat()
    expect(kinds(await factsAfter([storm(6)].map(readEvents))).toSorted()).toEqual(expected.toSorted())
  })

  it('is a redeploy of each where they are few', async () => {
    const found = kinds(await factsAfter([storm(4)].map(readEvents)))
    expect(found.filter((text) => text.endsWith('PLATFORM'))).toEqual([])
    expect(found.filter((text) => text.endsWith('REDEPLOY'))).toHaveLength(3)
  })

  it('is so in whatever order and batches it is told', async () => {
    const whole = await factsAfter([storm(6)].map(readEvents))
    for (const seed of [1, 2, 3]) {
      const events = shuffled(storm(6), seed)
      const batches = seed === 3 ? events.map((event) => [event]) : [events.slice(0, 9), events.slice(9)]
      expect(await factsAfter(batches.map(readEvents)), `order ${seed}`).toEqual(whole)
    }
  })

  it('has nobody else judged anew where it is told of them once more', async () => {
    const test = await testDatabase()
    try {
      const worker = testWorker(test.db)
      const versionOf = async (service: string): Promise<number> => {
        const [row] = await test.db.query<{ version: number }>(sql`
          select stream.version from stream join service on service.id = stream.service_id where service.name = ${service}`)
        return row?.version ?? 0
      }
      await post(test.db, storm(6))
      await worker.drain()
      const before = [await versionOf('app0'), await versionOf('app5')]
      const again = Array.from({ length: 5 }, (_, index) => ({
        ...sync(`app${index}`, 'a2', 9, index),
        url: 'https://cd.example/again',
      }))
      await post(test.db, again)
      await worker.drain()
      expect(await versionOf('app0')).toBeGreaterThan(before[0] as number)
      expect(await versionOf('app5')).toBe(before[1])
    } finally {
      await test.close()
    }
  })
})
