import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { RegistryClient } from '#apps/server/registries/client'
import { type LookedUp, lookUp } from '#apps/server/registries/look-up'
import { RequestBudget } from '#apps/server/registries/request-budget'
import { placeOfImage } from '#sources/registry/image-place'
import { parseRegistry } from '#sources/registry/settings'
import { type RegistryServer, serveRegistry } from '../support/registry-server.ts'

const now = Date.UTC(2026, 2, 10)
const [built, other] = ['b2'.repeat(20), 'c3'.repeat(20)]
const revision = 'org.opencontainers.image.revision'
const labels = { [revision]: built, 'org.opencontainers.image.source': 'https://git.example.com/acme/api' }

let registry: RegistryServer
beforeEach(async () => {
  registry = await serveRegistry()
  onTestFinished(() => registry.close())
})

interface Asked {
  readonly credential?: string
  readonly patience?: number
}

async function found(
  wanted: { readonly digest?: string; readonly tag?: string },
  asked: Asked = {},
): Promise<LookedUp> {
  const parsed = parseRegistry(registry.url)
  const image = `${registry.host}/shop/api`
  const place = placeOfImage(image)
  if ('refused' in parsed || place === null) throw new Error('no registry')
  const budget = new RequestBudget(() => now)
  budget.begin()
  const { credential = null, patience = 10_000 } = asked
  const ending = new AbortController().signal
  const how = { registry: parsed.registry, credential, clock: () => now, signal: ending, spend: budget.spend, patience }
  const { digest = null, tag = null } = wanted
  return lookUp(new RegistryClient(how), { image, place, digest, tag, deployedAt: '2026-03-02T10:00:00.000Z' })
}

/** What a look-up says of the commit of each digest. */
function shas(looked: LookedUp): Readonly<Record<string, unknown>> {
  if (looked === null || 'trouble' in looked) return { trouble: looked?.trouble ?? 'nothing' }
  return Object.fromEntries(looked.statements.map((statement) => [String(statement['digest']), statement['sha']]))
}

function troubleOf(looked: LookedUp): string {
  return looked !== null && 'trouble' in looked ? looked.trouble : `none: ${JSON.stringify(looked)}`
}

function provenance(digest: string, sha: string): object {
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'registry.example.com/shop/api', digest: { sha256: digest.replace('sha256:', '') } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        resolvedDependencies: [{ uri: 'git+https://git.example.com/acme/api', digest: { gitCommit: sha } }],
      },
      runDetails: { metadata: { finishedOn: '2026-03-02T08:40:00Z' } },
    },
  }
}

function enveloped(statement: object): object {
  const payload = Buffer.from(JSON.stringify(statement)).toString('base64')
  return { payloadType: 'application/vnd.in-toto+json', payload, signatures: [] }
}

describe('a look-up finds the commit', () => {
  it('in the labels of an image, by its digest and by its tag', async () => {
    const { digest } = registry.push('shop/api', { tag: '1.4.0', labels })
    expect(shas(await found({ digest }))).toEqual({ [digest]: built })
    const byTag = await found({ tag: '1.4.0' })
    expect(byTag).toMatchObject({
      namesCommit: true,
      statements: [
        {
          tag: '1.4.0',
          digest,
          sha: built,
          repository: 'https://git.example.com/acme/api',
          publishedAt: '2026-03-02T08:30:00.000Z',
          attributes: { 'leadline.linkMethod': 'OCI_LABEL', 'leadline.linkConfidence': 'HIGH' },
        },
      ],
    })
  })

  it('in annotations, and in the labels of older conventions', async () => {
    const annotated = registry.push('shop/api', { annotations: { [revision]: built } })
    const old = registry.push('shop/api', { labels: { 'org.label-schema.vcs-ref': other } })
    expect(shas(await found(annotated))).toEqual({ [annotated.digest]: built })
    expect(shas(await found(old))).toEqual({ [old.digest]: other })
  })

  it('of an index in one of its platforms, and reads no more of them than it needs', async () => {
    const platforms = ['amd64', 'arm64'].map((architecture) => ({
      ...registry.push('shop/api', { labels: { ...labels, architecture } }),
      platform: { os: 'linux', architecture },
    }))
    const { digest } = registry.index('shop/api', platforms, '2.0.0')
    const looked = await found({ tag: '2.0.0' })
    expect(looked).toMatchObject({
      statements: [
        { digest, tag: '2.0.0', inputs: platforms.map((platform) => platform.digest) },
        { digest: platforms[0]?.digest, sha: built },
      ],
    })
    expect(registry.requests).toHaveLength(3)
  })

  it('in an attestation beside the platforms of an index', async () => {
    const platform = { ...registry.push('shop/api', {}), platform: { os: 'linux', architecture: 'amd64' } }
    const made = registry.attest('shop/api', [provenance(platform.digest, built)], {
      type: 'application/vnd.in-toto+json',
    })
    const attestation = {
      ...made,
      platform: { os: 'unknown', architecture: 'unknown' },
      annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    }
    const { digest } = registry.index('shop/api', [platform, attestation])
    expect(shas(await found({ digest }))).toEqual({ [digest]: undefined, [platform.digest]: built })
  })

  it.each(['refers to it', 'is tagged so that it refers to it', 'is signed under a tag'])(
    'in an attestation that %s',
    async (way) => {
      const { digest } = registry.push('shop/api', {})
      const type = 'application/vnd.dsse.envelope.v1+json'
      const documents = [enveloped(provenance(digest, other))]
      registry.hasReferrers = way === 'refers to it'
      if (way === 'refers to it') registry.attest('shop/api', documents, { type, subject: digest })
      else if (way === 'is signed under a tag')
        registry.attest('shop/api', documents, { type, tag: `${digest.replace(':', '-')}.att` })
      else
        registry.index(
          'shop/api',
          [{ ...registry.attest('shop/api', documents, { type }), artifactType: type }],
          digest.replace(':', '-'),
        )
      const looked = await found({ digest })
      expect(shas(looked)).toEqual({ [digest]: other })
      expect(looked).toMatchObject({ statements: [{ attributes: { 'leadline.linkMethod': 'PROVENANCE_SLSA_V1' } }] })
    },
  )

  it('and believes no attestation of what it says of another image', async () => {
    const { digest } = registry.push('shop/api', {})
    const foreign = provenance(`sha256:${'0'.repeat(64)}`, other)
    registry.attest('shop/api', [enveloped(foreign)], {
      type: 'application/vnd.dsse.envelope.v1+json',
      subject: digest,
    })
    expect(await found({ digest })).toMatchObject({ namesCommit: false, statements: [] })
  })
})

describe('a registry that lets in whom it knows', () => {
  it('gives a token for the repository, for which alone it is asked, and the password goes nowhere else', async () => {
    registry.bearer = 'robot:secret'
    const { digest } = registry.push('shop/api', { labels })
    expect(shas(await found({ digest }, { credential: 'robot:secret' }))).toEqual({ [digest]: built })
    const basic = `Basic ${Buffer.from('robot:secret').toString('base64')}`
    const shown = registry.requests.filter(({ authorization }) => authorization === basic)
    expect(shown.map(({ path }) => path)).toEqual(['/token'])
  })

  it('gives tokens to everybody, or takes a password itself', async () => {
    registry.bearer = null
    const { digest } = registry.push('shop/api', { labels })
    expect(shas(await found({ digest }))).toEqual({ [digest]: built })
    registry.basic = 'robot:secret'
    expect(shas(await found({ digest }, { credential: 'robot:secret' }))).toEqual({ [digest]: built })
  })

  it('says what to do where it lets nobody in', async () => {
    registry.bearer = 'robot:secret'
    const { digest } = registry.push('shop/api', { labels })
    expect(troubleOf(await found({ digest }))).toContain('give this source a token that may pull it')
    const refused = await found({ digest }, { credential: 'robot:old' })
    expect(refused).toMatchObject({ until: now + 300_000 })
    expect(troubleOf(refused)).toContain('does not take the token of this source')
    expect(troubleOf(refused)).not.toContain('old')
  })

  it('is shown no password where it says that tokens are given by somebody else', async () => {
    const thief = await serveRegistry()
    onTestFinished(() => thief.close())
    registry.bearer = 'robot:secret'
    registry.realm = `${thief.url.replace('127.0.0.1', 'localhost')}/token`
    const { digest } = registry.push('shop/api', { labels })
    expect(troubleOf(await found({ digest }, { credential: 'robot:secret' }))).toContain('not of its domain')
    expect(thief.requests).toEqual([])
  })
})

describe('a registry that answers badly', () => {
  it('has no such image', async () => {
    expect(await found({ tag: '9.9.9' })).toBeNull()
  })

  it.each([
    { after: '120', span: 120_000 },
    { after: 'Tue, 10 Mar 2026 00:00:30 GMT', span: 30_000 },
    { after: '9999999', span: 3_600_000 },
    { after: '', span: 300_000 },
  ])('asks for a pause with "$after", which is kept for at most an hour', async ({ after, span }) => {
    registry.instead.set('/v2/', (_, response) => response.writeHead(429, { 'retry-after': after }).end())
    expect(await found({ tag: '1' })).toMatchObject({ until: now + span })
    expect(registry.requests).toHaveLength(1)
  })

  it('is away', async () => {
    await registry.close()
    expect(await found({ tag: '1' })).toMatchObject({ until: now + 300_000 })
    expect(troubleOf(await found({ tag: '1' }))).toContain('takes no connections')
  })

  it('sends for ever, or too much: neither is waited for or kept', async () => {
    registry.instead.set('/v2/shop/api/manifests/slow', (_, response) => void response.writeHead(200).write('{'))
    registry.instead.set('/v2/shop/api/manifests/large', (_, response) => {
      const more = (): boolean => response.write(Buffer.alloc(65_536, 32)) && more()
      response.on('drain', more)
      response.on('error', () => undefined)
      more()
    })
    expect(troubleOf(await found({ tag: 'slow' }, { patience: 200 }))).toContain('longer than 0.2 seconds')
    expect(troubleOf(await found({ tag: 'large' }))).toContain('more than 4194304 bytes')
  })

  it('gives another manifest or blob than it was asked for', async () => {
    const { digest } = registry.push('shop/api', { labels })
    registry.instead.set('/v2/shop/api/blobs/', (_, response) => response.writeHead(200).end('{"config":{}}'))
    expect(troubleOf(await found({ digest }))).toContain('another one than it says')
    registry.instead.set('/v2/shop/api/manifests/', (_, response) => response.writeHead(200).end('{"manifests":[]}'))
    expect(troubleOf(await found({ digest }))).toContain('another one than its digest says')
  })
})

describe('a registry that sends elsewhere', () => {
  it('is followed to its store, which is shown nothing that lets us in', async () => {
    const store = await serveRegistry()
    onTestFinished(() => store.close())
    registry.bearer = 'robot:secret'
    const { digest } = registry.push('shop/api', { labels })
    store.push('shop/api', { labels })
    registry.instead.set('/v2/shop/api/blobs/', ({ url = '' }, response) =>
      response.writeHead(307, { location: `${store.url}${url}` }).end(),
    )
    expect(shas(await found({ digest }, { credential: 'robot:secret' }))).toEqual({ [digest]: built })
    expect(store.requests).toMatchObject([{ authorization: null }])
    expect(registry.requests.at(-1)?.authorization).toMatch(/^Bearer /)
  })

  it.each([
    { to: 'http://example.com/blob', why: 'an address that is not asked' },
    { to: 'https://user:pass@example.com/blob', why: 'an address that is not asked' },
    { to: 'file:///etc/passwd', why: 'an address that is not asked' },
    { to: 'https://169.254.169.254/latest/meta-data', why: 'an address inside a network' },
    { to: '/v2/shop/api/manifests/again', why: 'from one address to the next' },
  ])('is not followed to $to', async ({ to, why }) => {
    registry.instead.set('/v2/shop/api/manifests/', (_, response) => response.writeHead(302, { location: to }).end())
    expect(troubleOf(await found({ tag: '1' }))).toContain(why)
  })
})
