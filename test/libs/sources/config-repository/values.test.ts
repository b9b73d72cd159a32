import { describe, expect, it } from 'vitest'
import type { ImageReference } from '#sources/config-repository/image-reference'
import { parametersReferences } from '#sources/config-repository/parameters'
import { valuesReferences } from '#sources/config-repository/values'

const free = { prefix: [], names: [], places: [] }
const digest = `sha256:${'0a'.repeat(32)}`

function told({ key, image = '', tag = '', digest: said }: ImageReference): string {
  return `${key} = ${image}:${tag}${said === undefined ? '' : '@'}`
}

describe('images in Helm values', () => {
  it.each([
    [{ image: { tag: 'v1' } }, ['image = :v1']],
    [{ image: { repository: 'acme/api', tag: '1.10' } }, ['image = acme/api:1.10']],
    [
      { image: { registry: 'registry.example', repository: 'acme/api', tag: 'v1' } },
      ['image = registry.example/acme/api:v1'],
    ],
    [{ image: { repository: 'acme/api', digest } }, ['image = acme/api:@']],
    [{ image: { repository: 'acme/api', tag: `v1@${digest}` } }, ['image = acme/api:v1@']],
    [{ image: { repository: 'acme/api', tag: digest } }, ['image = acme/api:@']],
    [{ image: { name: 'acme/api', version: 'v1' } }, ['image = acme/api:v1']],
    [{ image: 'acme/api:v1' }, ['image = acme/api:v1']],
    [{ image: 'acme/api', tag: 'v1' }, ['image = acme/api:v1']],
    [{ image: 'acme/api', imageTag: 'v1' }, ['image = acme/api:v1']],
    [{ repository: 'acme/api', tag: 'v1', replicas: '2' }, [' = acme/api:v1']],
    [{ api: { image: { tag: 'v1' } }, web: { image: { tag: 'v2' } } }, ['api.image = :v1', 'web.image = :v2']],
    [{ a: { b: { c: { serverImage: { tag: 'v1' } } } } }, ['a.b.c.serverImage = :v1']],
    [
      {
        apps: [
          { name: 'api', image: 'acme/api:v1' },
          { name: 'web', image: 'acme/web:v1' },
        ],
      },
      ['apps.api.image = acme/api:v1', 'apps.web.image = acme/web:v1'],
    ],
    [{ images: { api: 'acme/api:v1', web: { tag: 'v2' } } }, ['images.api = acme/api:v1', 'images.web.tag = :v2']],
    [{ imageTags: { api: 'v1', web: 'fix-login' } }, ['imageTags.api = :v1', 'imageTags.web = :fix-login']],
    [{ api: { tag: 'v1.2' } }, ['api.tag = :v1.2']],
    [{ API_DOCKER_TAG: 'abc1234' }, ['API_DOCKER_TAG = :abc1234']],
    [{ image_tag: 'fix-login' }, ['image_tag = :fix-login']],
  ])('%j', (values, expected) => {
    expect(valuesReferences(values, free).map(told)).toEqual(expected)
  })

  it.each([
    {},
    { image: { repository: 'acme/api' } },
    { image: { tag: '' } },
    { image: { tag: 'null' } },
    { image: { tag: '\uE000' } },
    { image: { tag: '${TAG}' } },
    { image: 'acme/api' },
    { backgroundImage: 'sea.png' },
    { logging: { tag: 'kube.*' } },
    { logging: { tag: 'app' } },
    { replicas: '2', tags: { team: 'v1' } },
    { imagePullPolicy: 'Always', imagePullSecrets: [{ name: 'key' }] },
  ])('are none in %j', (values) => {
    expect(valuesReferences(values, free)).toEqual([])
  })

  it('say which names are around them, the best first', () => {
    const around = { prefix: ['HelmRelease/shop', 'values'], names: ['shop'], places: ['prod'] }
    const values = { api: { image: { repository: 'registry.example/acme/shop-api', tag: 'v1' } } }
    expect(valuesReferences(values, around)).toMatchObject([
      {
        key: 'HelmRelease/shop.values.api.image',
        names: ['shop-api', 'api', 'shop'],
        places: ['api', 'image', 'prod'],
      },
    ])
  })

  it('end in settings of any depth', () => {
    let deep: unknown = { image: { tag: 'v1' } }
    for (let level = 0; level < 5_000; level += 1) deep = { deeper: deep }
    expect(valuesReferences(deep, free)).toEqual([])
  })
})

describe('parameters of Helm', () => {
  it('are read as the values that they set', () => {
    const parameters = [
      { name: 'image.repository', value: 'acme/api' },
      { name: 'image.tag', value: 'v1', forcestring: 'true' },
      { name: 'web.image.tag', value: 'v2' },
      { name: 'annotations.a\\.b', value: 'x' },
      { name: '__proto__.image', value: 'acme/evil:v1' },
    ]
    expect(parametersReferences(parameters, free).map(told)).toEqual([
      'image = acme/api:v1',
      'web.image = :v2',
      '__proto__.image = acme/evil:v1',
    ])
    expect(({} as Record<string, unknown>)['image']).toBeUndefined()
  })
})
