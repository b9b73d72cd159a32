import { onTestFinished } from 'vitest'
import { repositoryTokenOf } from '#access/webhook-secret'
import { Registries } from '#apps/server/registries/looking'
import { HOUR } from '#domain/instant'
import { EventDoor } from '#ingest/event-door'
import { wishReading } from '#ingest/reading-run'
import type { OpenDatabase } from '#storage/database'
import { type SourceRow, sources } from '#storage/queries/sources'
import { addRepositorySource } from '#storage/stores/repository-sources'
import { testDatabase } from './database.ts'
import { post, testWorker, type Wire } from './ingest.ts'
import { testSecrets } from './leadline.ts'
import { type RegistryServer, serveRegistry } from './registry-server.ts'

/** A registry, and a Leadline that asks it whenever it is told to. */
export interface RegistryWorld {
  readonly db: OpenDatabase
  /** Of its database. */
  readonly url: string
  readonly registry: RegistryServer
  /** `127.0.0.1:PORT/shop/api` */
  readonly image: string
  tell(...events: readonly Wire[]): Promise<void>
  add(url?: string, credential?: string): Promise<void>
  /** Looks once and works in what was found; gives how many requests that took. */
  look(): Promise<number>
  /** Somebody asks for it: what was to rest is looked up again. */
  lookNow(): Promise<number>
  wait(hours: number): void
  source(): Promise<SourceRow>
}

const began = Date.UTC(2026, 2, 10)

export async function registryWorld(): Promise<RegistryWorld> {
  const { db, url: databaseUrl, close } = await testDatabase()
  onTestFinished(close)
  const registry = await serveRegistry()
  onTestFinished(() => registry.close())
  const door = new EventDoor(db)
  onTestFinished(() => door.close())
  let now = began
  const clock = (): number => now
  const report = (error: unknown): void => {
    throw error
  }
  const registries = new Registries({ db, door, secrets: testSecrets, clock, report })
  const look = async (): Promise<number> => {
    const before = registry.requests.length
    await registries.look(new AbortController().signal)
    await testWorker(db).drain()
    return registry.requests.length - before
  }
  return {
    db,
    url: databaseUrl,
    registry,
    image: `${registry.host}/shop/api`,
    tell: async (...events) => {
      await post(db, events)
      await testWorker(db).drain()
    },
    add: async (url = registry.url, credential) => {
      const sealed = credential === undefined ? null : await testSecrets.seal(repositoryTokenOf('images'), credential)
      await addRepositorySource(db, { name: 'images', system: 'registry', settings: { url }, credential: sealed })
    },
    look,
    lookNow: async () => {
      await wishReading(db, 'images', now)
      return look()
    },
    wait: (hours) => {
      now += hours * HOUR
    },
    source: async () => {
      const row = (await db.query<SourceRow>(sources())).find(({ name }) => name === 'images')
      if (row === undefined) throw new Error('there is no source')
      return row
    },
  }
}
