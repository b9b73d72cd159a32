import type { FastifyInstance } from 'fastify'
import type { OpenDatabase } from '#storage/database'
import { checkServer, DatabaseUnfit } from '#storage/migrate'
import { migrations } from '#storage/migrations'
import { sql } from '#storage/sql'
import { refuseOthers } from './methods.ts'

/** Longest wait for the database before it counts as away, in milliseconds. */
const patience = 2_000

type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: string }

async function schemaIsCurrent(db: OpenDatabase): Promise<boolean> {
  const names = migrations.map((migration) => new migration().name)
  const [row] = await db.query<{ known: number }>(sql`
    /* readiness */
    select count(*)::integer as known from schema_migration where name = any(${names}::text[])`)
  return row?.known === names.length
}

async function readiness(db: OpenDatabase): Promise<Readiness> {
  try {
    if (!(await schemaIsCurrent(db)))
      return { ready: false, reason: 'The schema is not this release’s; run npx leadline migrate.' }
    await checkServer(db)
    return { ready: true }
  } catch (error) {
    if (error instanceof DatabaseUnfit) return { ready: false, reason: error.message }
    return { ready: false, reason: 'The database does not answer.' }
  }
}

async function inTime<T>(work: Promise<T>, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), patience)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** `/healthz`: the process is alive. `/readyz`: database, schema and settings are as they must be. */
export async function healthRoutes(fastify: FastifyInstance, { db }: { readonly db: OpenDatabase }): Promise<void> {
  fastify.get('/healthz', async () => ({ status: 'alive' }))
  fastify.get('/readyz', async (_request, reply) => {
    const state = await inTime(readiness(db), { ready: false, reason: 'The database does not answer.' })
    if (state.ready) return { status: 'ready' }
    return reply.code(503).header('retry-after', '5').send({ status: 'not ready', message: state.reason })
  })
  for (const url of ['/healthz', '/readyz']) refuseOthers(fastify, url, ['GET', 'HEAD'])
}
