import { describe, expect, it } from 'vitest'
import { isOfSameDomain, readChallenge } from '#sources/registry/challenge'
import { placeOfImage } from '#sources/registry/image-place'
import { imagePattern, isOf, parseRegistry, type Registry } from '#sources/registry/settings'

function registryAt(written: string): Registry {
  const parsed = parseRegistry(written)
  if ('refused' in parsed) throw new Error(parsed.refused)
  return parsed.registry
}

describe('an address of a registry', () => {
  it.each([
    { written: 'ghcr.io', url: 'https://ghcr.io', origin: 'https://ghcr.io', host: 'ghcr.io', path: '' },
    { written: ' https://GHCR.io/acme/ ', url: 'https://ghcr.io/acme', host: 'ghcr.io', path: 'acme' },
    { written: 'docker.io', url: 'https://docker.io', origin: 'https://registry-1.docker.io', host: 'docker.io' },
    { written: 'https://index.docker.io/v2/acme', url: 'https://docker.io/acme', host: 'docker.io', path: 'acme' },
    { written: 'registry.example.com:5000', origin: 'https://registry.example.com:5000', path: '' },
    { written: 'http://localhost:5000', origin: 'http://localhost:5000', host: 'localhost:5000' },
  ])('may be written $written', ({ written, ...read }) => {
    expect(registryAt(written)).toMatchObject(read)
  })

  it.each([
    '',
    'http://registry.example.com',
    'ftp://registry.example.com',
    'a b',
    'ghcr.io/Acme',
    'ghcr.io?x=1',
    'https://',
  ])('is not %s', (written) => {
    expect(parseRegistry(written)).toHaveProperty('refused')
  })

  it('keeps no credential', () => {
    const parsed = parseRegistry('https://robot%24ci:s%40cret@harbor.example.com/shop')
    expect(parsed).toMatchObject({
      credential: 'robot$ci:s@cret',
      registry: { url: 'https://harbor.example.com/shop' },
    })
  })
})

describe('an image', () => {
  it.each([
    { image: 'ghcr.io/acme/shop', host: 'ghcr.io', repository: 'acme/shop' },
    { image: 'registry.example.com:5000/shop/api', host: 'registry.example.com:5000', repository: 'shop/api' },
    { image: 'redis', host: 'docker.io', repository: 'library/redis' },
    { image: 'docker.io/redis', host: 'docker.io', repository: 'library/redis' },
    { image: 'acme/shop', host: 'docker.io', repository: 'acme/shop' },
    { image: 'localhost/shop', host: 'localhost', repository: 'shop' },
  ])('$image lies at $host', ({ image, ...place }) => {
    expect(placeOfImage(image)).toEqual(place)
  })

  it.each(['', 'ghcr.io/', 'ghcr.io/../v2', 'ghcr.io/acme/Shop', 'ghcr.io//shop', 'a b'])(
    '%s lies nowhere',
    (image) => {
      expect(placeOfImage(image)).toBeNull()
    },
  )

  it('is of a registry by its host, and below its path', () => {
    const asked = (written: string, image: string): boolean => {
      const registry = registryAt(written)
      const place = placeOfImage(image)
      const is = place !== null && isOf(registry, place)
      // What is of it must be among what the database gives.
      if (is) expect(image).toMatch(new RegExp(imagePattern(registry), 'i'))
      return is
    }
    expect(asked('ghcr.io', 'ghcr.io/acme/shop')).toBe(true)
    expect(asked('ghcr.io/acme', 'GHCR.io/acme/shop')).toBe(true)
    expect(asked('ghcr.io/acme', 'ghcr.io/acmes/shop')).toBe(false)
    expect(asked('ghcr.io', 'ghcrxio/acme/shop')).toBe(false)
    expect(asked('docker.io', 'redis')).toBe(true)
    expect(asked('docker.io', 'acme/shop')).toBe(true)
    expect(asked('docker.io', 'index.docker.io/acme/shop')).toBe(true)
    expect(asked('docker.io', 'ghcr.io/acme/shop')).toBe(false)
  })
})

describe('what a registry asks for', () => {
  it('is read from its header', () => {
    const bearer = 'Bearer realm="https://auth.example.com/token",service="registry",scope="repository:a:pull,push"'
    expect(readChallenge(bearer)).toEqual({
      scheme: 'bearer',
      realm: new URL('https://auth.example.com/token'),
      service: 'registry',
    })
    expect(readChallenge('Basic realm="x"')).toEqual({ scheme: 'basic' })
    for (const header of [undefined, '', 'Bearer', 'Bearer realm="not an address"', 'Digest realm="x"'])
      expect(readChallenge(header)).toBeNull()
  })

  it.each([
    ['https://ghcr.io', 'https://ghcr.io/token', true],
    ['https://registry-1.docker.io', 'https://auth.docker.io/token', true],
    ['https://registry.gitlab.example.com', 'https://gitlab.example.com/jwt/auth', true],
    ['https://example.com:5050', 'https://example.com/jwt/auth', true],
    ['https://registry.example.com', 'https://example.org/token', false],
    ['https://registry.example.com', 'https://evil-example.com/token', false],
    ['https://example.com', 'https://other.com/token', false],
    ['https://10.0.0.1', 'https://1.0.0.1/token', false],
  ])('of %s may be answered at %s: %s', (registry, realm, may) => {
    expect(isOfSameDomain(new URL(registry), new URL(realm))).toBe(may)
  })
})
