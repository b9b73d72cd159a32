import { describe, expect, it } from 'vitest'
import { imageOverride, imagesEntries, kustomizationReferences } from '#sources/config-repository/kustomize'
import { remoteReference } from '#sources/config-repository/remote-resource'

const around = { key: 'images', names: [], places: [] }
const digest = `sha256:${'0a'.repeat(32)}`

describe('images of a kustomization', () => {
  it.each([
    [
      { name: 'api', newTag: 'v1' },
      { key: 'images/api', image: 'api', tag: 'v1', names: ['api', 'api'] },
    ],
    [
      { name: 'api', newName: 'registry.example:5000/acme/shop-api', newTag: '1.10' },
      { key: 'images/api', image: 'registry.example:5000/acme/shop-api', tag: '1.10', names: ['shop-api', 'api'] },
    ],
    [
      { name: 'api', digest },
      { key: 'images/api', image: 'api', digest },
    ],
    [
      { name: 'api', newTag: 'v1', digest },
      { key: 'images/api', tag: 'v1', digest },
    ],
    [
      { name: 'IMAGE PLACE', newTag: 'v1' },
      { key: 'images/IMAGE PLACE', tag: 'v1' },
    ],
  ])('%j', (entry, expected) => {
    expect(imagesEntries([entry], around)).toMatchObject([expected])
  })

  it('are none where no version is said', () => {
    expect(
      imagesEntries([{ name: 'api' }, { name: 'api', newName: 'x' }, { newTag: 'v1' }, 'api', null], around),
    ).toEqual([])
  })

  it('carry the namespace as a hint of the place', () => {
    const [reference] = kustomizationReferences({ namespace: 'shop-prod', images: [{ name: 'api', newTag: 'v1' }] })
    expect(reference?.places).toEqual(['shop-prod'])
  })
})

describe('charts of a kustomization', () => {
  it('are named by their release', () => {
    const helmCharts = [{ name: 'minecraft', version: '3.1.3', repo: 'https://charts.example', releaseName: 'moria' }]
    expect(kustomizationReferences({ helmCharts })).toMatchObject([
      {
        key: 'helmCharts/moria',
        form: 'CHART',
        chart: 'minecraft',
        ref: '3.1.3',
        repository: 'https://charts.example',
      },
    ])
  })
})

describe('one image as Argo CD writes it', () => {
  it.each([
    ['api=registry.example/acme/api:v1', { key: 'k/api', image: 'registry.example/acme/api', tag: 'v1' }],
    ['registry.example/acme/api:v1', { key: 'k/registry.example/acme/api', tag: 'v1' }],
    [`api@${digest}`, { key: 'k/api', image: 'api', digest }],
  ])('%s', (text, expected) => {
    expect(imageOverride(text, 'k', [])).toMatchObject(expected)
  })

  it('is none without a version', () => {
    expect(imageOverride('api=registry.example/api', 'k', [])).toBeNull()
    expect(imageOverride('', 'k', [])).toBeNull()
  })
})

describe('remote bases', () => {
  it.each([
    ['github.com/acme/api//deploy/base?ref=v1.2.3', 'github.com/acme/api', 'v1.2.3'],
    ['https://github.com/acme/api/deploy/base?timeout=90s&ref=main', 'https://github.com/acme/api'.slice(8), 'main'],
    ['git@github.com:acme/api.git//deploy?ref=0a1b2c3', 'github.com/acme/api', '0a1b2c3'],
    ['ssh://git@git.example:7999/acme/api.git/deploy?ref=v2', 'git.example:7999/acme/api', 'v2'],
    ['git::https://user:secret@git.example/acme/api.git?ref=v2', 'git.example/acme/api', 'v2'],
    ['https://dev.azure.com/acme/shop/_git/api//base?version=GTv1', 'dev.azure.com/acme/shop/_git/api', 'GTv1'],
  ])('%s', (text, repository, ref) => {
    expect(remoteReference(text)).toMatchObject({ form: 'REMOTE_RESOURCE', repository, ref, names: ['api'] })
  })

  it('hold no credentials in their key', () => {
    expect(remoteReference('https://user:secret@git.example/acme/api.git?ref=v2')?.key).not.toContain('secret')
  })

  it.each(['../base', 'deployment.yaml', 'github.com/acme/api//deploy', 'github.com/acme/api?ref=${TAG}'])(
    'are not: %s',
    (text) => {
      expect(remoteReference(text)).toBeNull()
    },
  )
})
