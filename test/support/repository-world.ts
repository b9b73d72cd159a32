import { basename, dirname } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { repositoryTokenOf } from '#access/webhook-secret'
import { readRound } from '#apps/server/repositories/round'
import { repositorySystems } from '#apps/server/repositories/systems'
import { EventDoor } from '#ingest/event-door'
import type { OpenDatabase } from '#storage/database'
import { sql } from '#storage/sql'
import { addRepositorySource, repositorySources } from '#storage/stores/repository-sources'
import { testDatabase } from './database.ts'
import { type GitHttpServer, serveGit } from './git-http-server.ts'
import { temporaryFolder, TestRepository } from './git-repository.ts'
import { testNow, testWorker } from './ingest.ts'
import { testSecrets } from './leadline.ts'

export const token = 'token-that-nobody-may-see'

export interface World {
  readonly db: OpenDatabase
  readonly url: string
  readonly app: TestRepository
  readonly config: TestRepository
  readonly host: GitHttpServer
  /** Names in addresses that the host does not answer. */
  readonly broken: Set<string>
  add(name: string, system: string, settings: Readonly<Record<string, unknown>>): Promise<void>
  /** Reads these sources, or all; gives what is wrong with each. */
  read(...names: readonly string[]): Promise<Record<string, string>>
}

export function bump(sha: string): { readonly files: Readonly<Record<string, string>> } {
  return { files: { 'envs/production/shop.yaml': `image:\n  repository: registry.example/shop\n  tag: ${sha}\n` } }
}

export async function world(): Promise<World> {
  const { db, url, close } = await testDatabase()
  onTestFinished(close)
  const app = await TestRepository.create((write) => write.commit('a', { files: { f: '1' } }).commit('b'))
  const config = await TestRepository.create((write) =>
    write.commit('first', bump(app.sha('a'))).commit('second', bump(app.sha('b').slice(0, 9))),
  )
  const broken = new Set<string>()
  const host = await serveGit(dirname(app.path), {
    basic: `x-access-token:${token}`,
    before: (request, response) => {
      if (![...broken].some((name) => request.url?.includes(name) === true)) return undefined
      response.writeHead(503).end()
      return 'handled'
    },
  })
  const home = temporaryFolder('leadline-mirrors-')
  const door = new EventDoor(db)
  onTestFinished(() => door.close())
  return {
    db,
    url,
    app,
    config,
    host,
    broken,
    add: async (name, system, settings) => {
      const credential = await testSecrets.seal(repositoryTokenOf(name), JSON.stringify({ password: token }))
      expect(await addRepositorySource(db, { name, system, settings, credential })).toBe(true)
    },
    read: async (...names) => {
      const all = await repositorySources(db, repositorySystems)
      const due = new Set(all.filter(({ name }) => names.length === 0 || names.includes(name)).map(({ id }) => id))
      const troubles: Record<string, string> = {}
      const visiting = {
        db,
        door,
        secrets: testSecrets,
        home,
        clock: () => testNow,
        signal: new AbortController().signal,
      }
      const report = (error: unknown): void => {
        throw error
      }
      await readRound({ all, due, report, onTrouble: ({ name }, message) => (troubles[name] = message) }, visiting)
      await testWorker(db).drain()
      return troubles
    },
  }
}

export function urlOf({ host }: World, { path }: TestRepository): string {
  return `${host.url}/${basename(path)}`
}

export function deployments({ db }: World): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return db.query(sql`
    select service.name as service, environment.name as environment, deployment.sha,
           (select count(*) from shipped_commit where shipped_commit.deployment_id = deployment.id) as commits
      from deployment
      join service on service.id = deployment.service_id
      join environment on environment.id = deployment.environment_id
     order by deployment.live_at`)
}

export async function accepted({ db }: World): Promise<number> {
  const [row] = await db.query<{ n: number }>(sql`select count(*) as n from event_log`)
  return row?.n ?? 0
}

export async function connected(): Promise<World> {
  const made = await world()
  await made.add('app', 'git', { url: urlOf(made, made.app) })
  await made.add('deployments', 'config-repository', { url: urlOf(made, made.config) })
  return made
}
