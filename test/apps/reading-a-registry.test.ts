import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildLeadline, leadline } from '../support/command.ts'
import { type RegistryWorld, registryWorld } from '../support/registry-world.ts'

const home = mkdtempSync(join(tmpdir(), 'leadline-registry-'))
beforeAll(buildLeadline, 300_000)
afterAll(() => rmSync(home, { recursive: true, force: true }))

async function read({ url }: RegistryWorld, ...args: readonly string[]) {
  const env = { DATABASE_URL: url, LEADLINE_HOME: home }
  return leadline(['source', 'read', 'images', ...args], { env }).ended
}

async function deploy(made: RegistryWorld, digest: string): Promise<void> {
  const deployment = { type: 'deployment', service: 'api', environment: 'production', liveAt: '2026-03-02T10:00:00Z' }
  await made.tell({ ...deployment, image: made.image, digest })
}

describe('leadline source read of a registry', () => {
  it('says what cannot be reached, why, and what to do, each time, and ends with 1', async () => {
    const made = await registryWorld()
    await made.add()
    await deploy(made, made.registry.push('shop/api', {}).digest)
    const { host } = made.registry
    await made.registry.close()
    for (const _time of ['at first', 'while it rests']) {
      const { code, out, err } = await read(made)
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain(`images: ${host}: it takes no connections. Look whether the address`)
      expect(err).toMatch(/at once with .*leadline source read images\n/)
    }
    const { code, out } = await read(made, '--json')
    expect([code, JSON.parse(out)]).toMatchObject([1, { read: [], failed: [{ source: 'images' }] }])
  })

  it('says how long the registry wants to rest, and that it is not asked', async () => {
    const made = await registryWorld()
    await made.add()
    await deploy(made, made.registry.push('shop/api', {}).digest)
    made.registry.instead.set('/v2/', (_, response) => response.writeHead(429, { 'retry-after': '1800' }).end())
    const [first, second] = [await read(made), await read(made)]
    expect([first.code, second.code, second.err]).toEqual([1, 1, first.err])
    expect(first.err).toMatch(/asks for a pause \(429\); it is asked again from /)
    expect(made.registry.requests).toHaveLength(1)
  })

  it('says that there was nothing to ask for', async () => {
    const made = await registryWorld()
    await made.add()
    const { code, out } = await read(made)
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('images: nothing was asked there, since no deployed image'),
    ])
    expect(made.registry.requests).toEqual([])
  })
})
