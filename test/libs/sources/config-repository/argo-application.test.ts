import { describe, expect, it } from 'vitest'
import { applicationReferences, argoSourceReferences } from '#sources/config-repository/argo-application'
import { YamlReader } from '#sources/config-repository/yaml-reader'

const yaml = new YamlReader()
const application = (spec: object, name = 'api-prod') => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name },
  spec: { destination: { namespace: 'shop-prod', server: 'https://k8s.example' }, project: 'default', ...spec },
})

describe('an Argo CD application', () => {
  it('runs a chart in a version', () => {
    const source = { repoURL: 'https://charts.example', chart: 'workflows', targetRevision: '0.45.28' }
    expect(applicationReferences(application({ source }), yaml)).toMatchObject([
      {
        key: 'Application/api-prod/workflows',
        form: 'CHART',
        chart: 'workflows',
        ref: '0.45.28',
        repository: 'https://charts.example',
        names: ['api-prod', 'workflows'],
        places: ['api-prod', 'shop-prod', 'default'],
      },
    ])
  })

  it('runs a revision of a repository', () => {
    const source = { repoURL: 'https://git.example/acme/api.git', path: 'deploy/prod', targetRevision: 'v1.2.3' }
    expect(applicationReferences(application({ source }), yaml)).toMatchObject([
      { form: 'SOURCE_REVISION', ref: 'v1.2.3', repository: 'https://git.example/acme/api.git' },
    ])
  })

  it('says nothing when it follows a branch, a range or another source', () => {
    const repoURL = 'https://git.example/acme/api.git'
    for (const source of [
      { repoURL, path: '.', targetRevision: 'HEAD' },
      { repoURL, path: '.' },
      { repoURL, chart: 'api', targetRevision: '1.*' },
      { repoURL, ref: 'values', targetRevision: 'v1' },
    ]) {
      expect(applicationReferences(application({ source }), yaml)).toEqual([])
    }
  })

  it('overrides images by parameters, values and kustomize, in one source or several', () => {
    const repoURL = 'https://git.example/acme/api.git'
    const sources = [
      {
        repoURL,
        path: 'a',
        helm: { parameters: [{ name: 'image.tag', value: 'v1' }], valueFiles: ['values-prod.yaml'] },
      },
      { repoURL, path: 'b', helm: { valuesObject: { web: { image: { tag: 'v2' } } } } },
      { repoURL, path: 'c', helm: { values: 'worker:\n  image:\n    tag: 1.10\n' } },
      { repoURL, path: 'd', kustomize: { images: ['job=registry.example/acme/job:v4', 'nonsense'] } },
    ]
    const found = applicationReferences(application({ sources }), yaml)
    expect(found.map(({ key, tag }) => [key, tag])).toEqual([
      ['Application/api-prod.image', 'v1'],
      ['Application/api-prod.web.image', 'v2'],
      ['Application/api-prod.worker.image', '1.10'],
      ['Application/api-prod.images/job', 'v4'],
    ])
    expect(found[0]?.places).toContain('values-prod.yaml')
  })

  it('may be the template of a set', () => {
    const { spec, metadata } = application(
      { source: { repoURL: 'r', chart: 'api', targetRevision: '1.2.3' } },
      '\uE000-api',
    )
    const set = { kind: 'ApplicationSet', metadata: { name: 'apis' }, spec: { template: { metadata, spec } } }
    expect(applicationReferences(set, yaml)).toMatchObject([
      { key: 'ApplicationSet/apis/api', ref: '1.2.3', names: ['apis', 'api'] },
    ])
  })
})

it('reads what Image Updater writes', () => {
  const content = {
    kustomize: { images: ['registry.example/acme/api:v2'] },
    helm: {
      parameters: [
        { name: 'image.name', value: 'acme/web' },
        { name: 'image.tag', value: 'v3', forcestring: 'true' },
      ],
    },
  }
  expect(argoSourceReferences(content, 'shop-prod', yaml)).toMatchObject([
    { key: 'argocd-source/shop-prod.image', image: 'acme/web', tag: 'v3', places: ['image', 'shop-prod'] },
    { key: 'argocd-source/shop-prod.images/registry.example/acme/api', tag: 'v2', places: ['shop-prod'] },
  ])
})
