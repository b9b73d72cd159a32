import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { runLeadline } from '#apps/server/leadline'
import { readConfig } from '#config/config'
import { sql } from '#storage/sql'
import { testDatabase } from '../support/database.ts'
import { temporaryFolder } from '../support/embedded.ts'
import { testNow } from '../support/ingest.ts'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

it('closes the doors again where a start fails after they opened', async () => {
  const { db, url, close } = await testDatabase()
  onTestFinished(close)
  await db.query(sql`alter table token add constraint refused check (name <> 'first admin')`)
  const home = temporaryFolder()
  const port = String(await freePort())
  const config = readConfig({ LEADLINE_HOME: home, PORT: port, LEADLINE_DEMO: '0', LEADLINE_LOG: 'silent' }, home)
  const start = runLeadline({ config, databaseUrl: url, now: () => testNow, say: () => undefined })
  await expect(start).rejects.toThrow('refused')
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed')
})
