import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { until } from '../support/leadline-process.ts'
import { scratchFolder } from '../support/scratch.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

it('a service whose output nobody reads any more goes on, and ends with its database', {
  timeout: 120_000,
}, async () => {
  const [home, port] = [scratchFolder('ll-closed-'), await freePort()]
  const child = spawn(process.execPath, ['apps/cli/leadline.js', 'start'], {
    env: { ...process.env, PORT: String(port), LEADLINE_HOME: home, LEADLINE_DEMO: '0', DATABASE_URL: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  child.stderr.resume()
  await until('the service', 90, async () => {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`)
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
    return answer?.ok === true ? true : null
  })
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number | null]
  const folder = readdirSync(home).find((name) => name.startsWith('postgres-')) ?? ''
  expect([code, folder === '', existsSync(join(home, folder, 'data', 'postmaster.pid'))]).toEqual([0, false, false])
})
