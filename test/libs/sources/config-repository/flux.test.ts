import { describe, expect, it } from 'vitest'
import {
  fluxKustomizationReferences,
  fluxSourceReferences,
  helmReleaseReferences,
} from '#sources/config-repository/flux'

const metadata = { name: 'api', namespace: 'prod' }

describe('a HelmRelease', () => {
  it('runs a chart in a version, with its values', () => {
    const chart = {
      spec: { chart: './charts/api', version: '1.2.3', sourceRef: { kind: 'HelmRepository', name: 'acme' } },
    }
    const release = {
      kind: 'HelmRelease',
      metadata,
      spec: { chart, values: { image: { repository: 'acme/api', tag: 'v1' } } },
    }
    expect(helmReleaseReferences(release)).toMatchObject([
      {
        key: 'HelmRelease/api',
        form: 'CHART',
        chart: 'api',
        ref: '1.2.3',
        repository: 'acme',
        names: ['api', 'api'],
        places: ['prod', 'api'],
      },
      { key: 'HelmRelease/api.values.image', image: 'acme/api', tag: 'v1' },
    ])
  })

  it('names no version by a range', () => {
    for (const version of ['>=1.0.0', '1.x', '*', '~1.2', '^1.2.3']) {
      expect(helmReleaseReferences({ metadata, spec: { chart: { spec: { chart: 'api', version } } } })).toEqual([])
    }
  })
})

it('reads images and substitutions of a Kustomization', () => {
  const spec = {
    path: './apps/prod',
    images: [{ name: 'acme/api', newTag: 'v1' }],
    postBuild: { substitute: { WEB_TAG: 'v2', REGION: 'eu' } },
  }
  expect(fluxKustomizationReferences({ metadata, spec })).toMatchObject([
    { key: 'Kustomization/api/images/acme/api', tag: 'v1', places: ['./apps/prod', 'prod', 'api'] },
    { key: 'Kustomization/api.WEB_TAG', tag: 'v2', names: ['web', 'api'] },
  ])
})

describe('pinned sources', () => {
  it('are a commit or a tag of a repository', () => {
    const of = (ref: object) =>
      fluxSourceReferences({ kind: 'GitRepository', metadata, spec: { url: 'https://git.example/acme/api', ref } })
    expect(of({ tag: 'v1' })).toMatchObject([
      { key: 'GitRepository/api', ref: 'v1', repository: 'https://git.example/acme/api' },
    ])
    expect(of({ branch: 'main', commit: '0a1b2c3' })).toMatchObject([{ ref: '0a1b2c3' }])
    expect(of({ branch: 'main' })).toEqual([])
  })

  it('are an artifact of a registry', () => {
    const source = {
      kind: 'OCIRepository',
      metadata,
      spec: { url: 'oci://ghcr.io/acme/manifests/api', ref: { tag: 'v1' } },
    }
    expect(fluxSourceReferences(source)).toMatchObject([
      { image: 'ghcr.io/acme/manifests/api', tag: 'v1', names: ['api', 'api'] },
    ])
    expect(fluxSourceReferences({ kind: 'OCIRepository', metadata, spec: { url: 'oci://ghcr.io/a' } })).toEqual([])
  })
})
