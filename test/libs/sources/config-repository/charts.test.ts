import { expect, it } from 'vitest'
import { chartDependencies, helmfileReleases } from '#sources/config-repository/charts'

it('reads the dependencies of an umbrella chart, by their alias', () => {
  const dependencies = [
    { name: 'api', version: '1.2.3', repository: 'https://charts.example' },
    { name: 'api', alias: 'admin-api', version: '1.3.0-rc.1' },
    { name: 'postgres', version: '^15.0.0' },
  ]
  expect(chartDependencies({ name: 'shop', version: '0.1.0', dependencies })).toMatchObject([
    { key: 'dependencies/api', chart: 'api', ref: '1.2.3', names: ['api', 'api'] },
    { key: 'dependencies/admin-api', chart: 'api', ref: '1.3.0-rc.1', names: ['admin-api', 'api', 'api'] },
  ])
  expect(chartDependencies({ name: 'shop' })).toEqual([])
})

it('reads the releases of a helmfile', () => {
  const releases = [
    { name: 'api', namespace: 'prod', chart: 'acme/api', version: '1.2.3', set: [{ name: 'image.tag', value: 'v1' }] },
    { name: 'web', chart: './charts/web' },
  ]
  expect(helmfileReleases({ releases })).toMatchObject([
    { key: 'releases/api', chart: 'api', ref: '1.2.3', places: ['api', 'prod'] },
    { key: 'releases/api.set.image', tag: 'v1' },
  ])
})
