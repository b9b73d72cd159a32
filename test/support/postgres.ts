import type { TestProject } from 'vitest/node'
import { packagedBinaries, type PostgresServer, startPostgres } from './postgres-server.ts'

let server: PostgresServer

/** One real Postgres for the whole run: the packaged one, or that of the folder `LEADLINE_TEST_POSTGRES_BIN`. */
export async function setup(project: TestProject): Promise<void> {
  const bin = process.env['LEADLINE_TEST_POSTGRES_BIN'] ?? packagedBinaries
  server = await startPostgres(bin, ['max_connections=200', 'jit=off', 'shared_buffers=256MB'])
  project.provide('postgresUrl', server.url)
}

export async function teardown(): Promise<void> {
  await server.stop()
}
