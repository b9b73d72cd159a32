import { describe, expect, it } from 'vitest'
import { imagePattern, parseRegistry } from '#sources/registry/settings'
import { type ImageToLookUp, imagesToLookUp } from '#storage/queries/images-to-look-up'
import { sql } from '#storage/sql'
import { type RegistryWorld, registryWorld } from '../support/registry-world.ts'

const repository = 'git.example.com/acme/api'
const [before, built] = ['a1'.repeat(20), 'b2'.repeat(20)]
const labels = {
  'org.opencontainers.image.revision': built,
  'org.opencontainers.image.source': 'https://git.example.com/acme/api.git',
}
const deployment = { type: 'deployment', service: 'api', environment: 'production', repository }

/** Two commits, of which the first is live. */
const history = [
  { type: 'commit', repository, sha: before, authoredAt: '2026-03-01T09:00:00Z' },
  { type: 'commit', repository, sha: built, parents: [before], authoredAt: '2026-03-02T08:00:00Z' },
  { ...deployment, sha: before, liveAt: '2026-03-01T12:00:00Z' },
]

function deployed(version: object, at = '2026-03-02T10:00:00Z'): Readonly<Record<string, unknown>> {
  return { ...deployment, ...version, liveAt: at }
}

/** The commits of deployments, in their order. */
async function shas({ db }: RegistryWorld): Promise<readonly (string | null)[]> {
  const rows = await db.query<{ readonly sha: string | null }>(sql`select sha from deployment order by at`)
  return rows.map(({ sha }) => sha)
}

describe('a deployed image of which no commit is known', () => {
  it('is asked for nowhere unless a registry was added, and at none that it is not of', async () => {
    const made = await registryWorld()
    const { digest } = made.registry.push('shop/api', { labels })
    await made.tell(...history, deployed({ image: made.image, digest }))
    expect(await made.look()).toBe(0)
    await made.add(`${made.registry.url}/shop/web`)
    expect(await made.look()).toBe(0)
    expect(await shas(made)).toEqual([before, null])
  })

  it('is found by its digest, once for all', async () => {
    const made = await registryWorld()
    const { digest } = made.registry.push('shop/api', { labels })
    await made.add()
    await made.tell(...history, deployed({ image: made.image, digest }))
    expect(await made.look()).toBe(2)
    expect(await shas(made)).toEqual([before, built])
    made.wait(1_000)
    expect(await made.lookNow()).toBe(0)
    expect(await made.source()).toMatchObject({ message: null, problems: [], accepted: 1 })
  })

  it('is found by its tag, and by its digest alone where the catalogue knows the image', async () => {
    const made = await registryWorld()
    const { digest } = made.registry.push('shop/api', { labels, tag: '1.4.0' })
    await made.add()
    await made.tell(...history, deployed({ image: made.image, tag: '1.4.0' }))
    expect(await made.look()).toBe(2)
    await made.tell({ ...deployed({ digest }), service: 'web' })
    const other = made.registry.push('shop/api', { labels: { ...labels, platform: 'arm64' } })
    await made.tell({ ...deployed({ digest: other.digest }, '2026-03-03T10:00:00Z'), service: 'web' })
    expect(await made.look()).toBe(0)
    await made.db.query(
      sql`insert into service_name (kind, name, service_id) select 'IMAGE', ${made.image}, id from service where name = 'web'`,
    )
    expect(await made.look()).toBe(2)
    expect(await shas(made)).toEqual([before, built, built, built])
  })

  it('is found by the digest that a push told of its tag, whatever the tag means now', async () => {
    const made = await registryWorld()
    const { digest } = made.registry.push('shop/api', { labels })
    made.registry.push('shop/api', { tag: 'main', labels: { 'org.opencontainers.image.revision': before } })
    await made.add()
    const pushed = { type: 'artifact', image: made.image, tag: 'main', digest, publishedAt: '2026-03-02T09:00:00Z' }
    await made.tell(...history, pushed, deployed({ image: made.image, tag: 'main' }))
    await made.look()
    expect(await shas(made)).toEqual([before, built])
  })

  it('is not taken for what its tag was moved to afterwards', async () => {
    const made = await registryWorld()
    made.registry.push('shop/api', { tag: 'main', labels, created: '2026-03-05T00:00:00Z' })
    await made.add()
    await made.tell(...history, deployed({ image: made.image, tag: 'main' }))
    await made.look()
    expect(await shas(made)).toEqual([before, null])
    expect((await made.source()).problems).toEqual([expect.stringContaining('made after it was deployed')])
  })
})

it('of Docker Hub has a name without a host', async () => {
  const made = await registryWorld()
  const images = ['acme/api', 'redis', 'docker.io/acme/web', 'ghcr.io/acme/api', 'localhost/api', 'registry:5000/api']
  await made.tell(...images.map((image, at) => deployed({ image, tag: '1' }, `2026-03-02T1${at}:00:00Z`)))
  const parsed = parseRegistry('docker.io')
  if ('refused' in parsed) throw new Error(parsed.refused)
  const wanted = { source: 'hub', pattern: imagePattern(parsed.registry), now: 0, isWished: false, limit: 10 }
  const rows = await made.db.query<ImageToLookUp>(imagesToLookUp(wanted))
  expect(rows.map(({ image }) => image)).toEqual(['docker.io/acme/web', 'redis', 'acme/api'])
})

describe('what was not found', () => {
  it('is looked up again after an hour, then after two, or when somebody asks for it', async () => {
    const made = await registryWorld()
    await made.add()
    await made.tell(...history, deployed({ image: made.image, tag: '1.4.0' }))
    expect(await made.look()).toBe(1)
    expect((await made.source()).problems).toEqual([expect.stringContaining('no such image')])
    const waited: number[] = []
    for (const hours of [0.9, 0.2, 1.9, 0.2]) {
      made.wait(hours)
      waited.push(await made.look())
    }
    expect(waited).toEqual([0, 1, 0, 1])
    made.registry.push('shop/api', { tag: '1.4.0', labels })
    expect(await made.lookNow()).toBe(2)
    expect(await shas(made)).toEqual([before, built])
    expect((await made.source()).problems).toEqual([])
  })

  it('is shown with what would mend it, and what its tag means is kept for others to join', async () => {
    const made = await registryWorld()
    const { digest } = made.registry.push('shop/api', { tag: '1.4.0' })
    await made.add()
    await made.tell(...history, deployed({ image: made.image, tag: '1.4.0' }))
    await made.look()
    const [problem] = (await made.source()).problems ?? []
    expect(problem).toMatch(/build it with the label org\.opencontainers\.image\.revision.*shop\/api:1\.4\.0/)
    const version = { version: 'build-17', publishedAt: '2026-03-02T08:00:00Z' }
    await made.tell({ type: 'artifact', ...version, digest, repository, sha: built })
    expect(await shas(made)).toEqual([before, built])
    expect(await made.look()).toBe(0)
    expect((await made.source()).problems).toEqual([])
  })
})

describe('a registry in trouble', () => {
  it('that asks for a pause has it, is shown as failing, and is asked again afterwards', async () => {
    const made = await registryWorld()
    const { digest } = made.registry.push('shop/api', { labels })
    const { instead } = made.registry
    instead.set('/v2/', (_, response) => response.writeHead(429, { 'retry-after': '1800' }).end())
    await made.add()
    await made.tell(...history, deployed({ image: made.image, digest }))
    expect(await made.look()).toBe(1)
    expect((await made.source()).message).toMatch(/asks for a pause \(429\); it is asked again from 2026-03-10T00:30/)
    instead.clear()
    expect([await made.look(), await made.lookNow()]).toEqual([0, 0])
    made.wait(0.6)
    expect(await made.look()).toBe(2)
    expect((await made.source()).message).toBeNull()
    expect(await shas(made)).toEqual([before, built])
  })

  it('that cannot be reached rests, is asked again at once when somebody wants it, and says what to look at', async () => {
    const made = await registryWorld()
    const { digest } = made.registry.push('shop/api', { labels })
    await made.add()
    await made.tell(...history, deployed({ image: made.image, digest }))
    await made.registry.close()
    expect(await made.look()).toBe(0)
    const { message } = await made.source()
    expect(message).toMatch(
      /takes no connections\. Look whether the address .* it is asked again from 2026-03-10T00:05/,
    )
    made.wait(0.05)
    await made.look()
    expect((await made.source()).message).toBe(message)
    await made.lookNow()
    expect((await made.source()).message).toMatch(/again from 2026-03-10T00:08/)
  })

  it('that does not take the token is shown as failing, with the command that gives it another', async () => {
    const made = await registryWorld()
    made.registry.bearer = 'robot:secret'
    const { digest } = made.registry.push('shop/api', { labels })
    await made.add(undefined, 'robot:expired')
    await made.tell(...history, deployed({ image: made.image, digest }))
    await made.look()
    const { message } = await made.source()
    expect(message).toContain('npx leadline source remove images')
    expect(message).not.toContain('expired')
  })

  it('is sent sixty requests a minute at most', async () => {
    const made = await registryWorld()
    await made.add()
    const tags = Array.from({ length: 40 }, (_, at) => `1.${at}.0`)
    await made.tell(...history, ...tags.map((tag) => deployed({ image: made.image, tag })))
    expect(await made.look()).toBe(31)
    expect(await made.look()).toBe(0)
    made.wait(0.1)
    expect(await made.look()).toBe(9)
  })
})
