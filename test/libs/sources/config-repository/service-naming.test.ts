import { describe, expect, it } from 'vitest'
import type { ImageReference } from '#sources/config-repository/image-reference'
import { placeOf, placeRule, type PlaceRule, type StatedPlaceRule } from '#sources/config-repository/place-rule'
import { ReferenceReader } from '#sources/config-repository/references'
import { nameServices, type Standing } from '#sources/config-repository/service-naming'

interface File {
  readonly path: string
  readonly text: string
  readonly from?: number
  readonly to?: number
}

const read = ({ path, text }: File): readonly ImageReference[] => new ReferenceReader().read(path, text).references

/** `path key` of every reference with the service that it was given. */
function named(files: readonly File[], known: ReadonlyMap<string, string> = new Map()): Record<string, string> {
  const standings: Standing[] = []
  const templates = new Map<string, string>()
  for (const file of files) {
    for (const reference of read(file)) {
      const placed = placeOf(file.path, reference, [])
      if (placed?.names == null) continue
      const { template, environment, placement, names } = placed
      const { from = 0, to = Infinity } = file
      standings.push({ template, stream: `${environment} ${placement}`, names, from, to })
      templates.set(`${file.path} ${reference.key}`, template)
    }
  }
  const services = nameServices(standings, known)
  return Object.fromEntries([...templates].map(([place, template]) => [place, services.get(template) ?? '?']))
}

const kustomization = (...images: string[]): string =>
  `images:\n${images.map((name) => `- name: ${name}\n  newTag: v1\n`).join('')}`
const tag = 'image_tag: v1\n'
const values = (repository: string): string => `image:\n  repository: ${repository}\n  tag: v1\n`
const workload = (name: string, ...images: string[]): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {spec: {containers: [${images.map((image) => `{name: c-${image.split('/').at(-1)}, image: "${image}:v1"}`).join(', ')}]}}}\n`

describe('a service is named by what tells it', () => {
  it.each([
    ['the file', 'image-tags/production/publishing-api', tag, 'image_tag', 'publishing-api'],
    ['the folder', 'apps/checkout/envs/prod/values.yaml', 'image:\n  tag: v1\n', 'image', 'checkout'],
    ['the folder beside the chart', 'checkout/helm/values-prod.yaml', 'image:\n  tag: v1\n', 'image', 'checkout'],
    [
      'the image',
      'apps/x/overlays/prod/kustomization.yaml',
      kustomization('registry.example/acme/api'),
      'images/registry.example/acme/api',
      'api',
    ],
    ['the path of values', 'envs/prod/values.yaml', 'web:\n  image:\n    tag: v1\n', 'web.image', 'web'],
    ['the variable', 'production.env', 'API_DOCKER_TAG=abc1234\n', 'API_DOCKER_TAG', 'api'],
    [
      'the workload where the image says nothing',
      'prod/deployment.yaml',
      workload('checkout', 'registry.example/app'),
      'Deployment/checkout/c-app',
      'checkout',
    ],
    [
      'the application without its environment',
      'apps/a.yaml',
      'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: api-prod}\nspec: {source: {repoURL: r, chart: generic, targetRevision: 1.0.0}}\n',
      'Application/api-prod/generic',
      'api',
    ],
  ])('%s', (_, path, text, key, expected) => {
    expect(named([{ path, text }])).toEqual({ [`${path} ${key}`]: expected })
  })

  it('and by nothing where all words are general', () => {
    expect(named([{ path: 'envs/prod/values.yaml', text: 'image:\n  tag: v1\n' }])).toEqual({})
  })

  it('the same in all environments', () => {
    const files = [
      { path: 'charts/api/values.staging.yaml', text: values('registry.example/acme/shop-api') },
      { path: 'charts/api/values.prod.yaml', text: 'image:\n  tag: v1\n' },
    ]
    expect(named(files)).toEqual({
      'charts/api/values.staging.yaml image': 'shop-api',
      'charts/api/values.prod.yaml image': 'shop-api',
    })
  })
})

describe('where one name stands twice, the name that discriminates is taken', () => {
  it('the folder, of one image run twice', () => {
    const files = ['web', 'worker'].map((name) => ({
      path: `apps/${name}/overlays/prod/kustomization.yaml`,
      text: kustomization('registry.example/acme/shop'),
    }))
    expect(Object.values(named(files))).toEqual(['web', 'worker'])
  })

  it('the file, of one image with a file of values for each service', () => {
    const files = ['web', 'worker'].map((name) => ({
      path: `envs/prod/${name}.yaml`,
      text: values('registry.example/acme/shop'),
    }))
    expect(Object.values(named(files))).toEqual(['web', 'worker'])
  })

  it('the owner, of two images of one name', () => {
    const text = kustomization('registry.example/red/api', 'registry.example/blue/api')
    expect(Object.values(named([{ path: 'prod/kustomization.yaml', text }]))).toEqual(['red/api', 'blue/api'])
  })

  it('the service beside which a sidecar runs', () => {
    const files = ['api', 'web'].map((name) => ({
      path: `prod/${name}/deployment.yaml`,
      text: workload(name, `registry.example/acme/${name}`, 'envoyproxy/envoy'),
    }))
    expect(Object.values(named(files))).toEqual(['api', 'api', 'web', 'web'])
  })

  it('but workloads of one folder and image are one service', () => {
    const files = ['deployment', 'cronjob'].map((name) => ({
      path: `prod/api/${name}.yaml`,
      text: workload(name, 'registry.example/acme/api'),
    }))
    expect(Object.values(named(files))).toEqual(['api', 'api'])
  })

  it('and environments do not collide', () => {
    const files = ['prod', 'staging'].map((name) => ({
      path: `${name}/web-${name === 'prod' ? 'a' : 'b'}/kustomization.yaml`,
      text: kustomization('registry.example/acme/shop'),
    }))
    expect(Object.values(named(files))).toEqual(['shop', 'shop'])
  })

  it('nor does a layout that moved', () => {
    const text = kustomization('registry.example/acme/shop')
    const files = [
      { path: 'prod/web/kustomization.yaml', text, from: 0, to: 5 },
      { path: 'apps/frontend/prod/kustomization.yaml', text, from: 5 },
    ]
    expect(Object.values(named(files))).toEqual(['shop', 'shop'])
  })

  it('and names that were given stay', () => {
    const text = kustomization('registry.example/acme/shop')
    const files = ['web', 'worker'].map((name) => ({ path: `apps/${name}/prod/kustomization.yaml`, text }))
    const known = new Map([['apps/web/*/kustomization.yaml#images/registry.example/acme/shop', 'shop']])
    expect(Object.values(named(files, known))).toEqual(['shop', 'worker'])
  })
})

describe("a user's rule comes first", () => {
  const place = (path: string, text: string, ...stated: StatedPlaceRule[]) => {
    const [reference] = read({ path, text })
    return placeOf(
      path,
      reference as ImageReference,
      stated.map((rule) => placeRule(rule) as PlaceRule),
    )
  }

  it('by the groups of its path', () => {
    const rule = { path: 'x/(?<placement>[^/]+)/(?<environment>[^/]+)/(?<service>[^/]+)/.*' }
    const found = place('x/eu/blue/api/values.yaml', 'image:\n  tag: v1\n', rule)
    expect(found).toMatchObject({ service: 'api', environment: 'blue', placement: 'eu' })
  })

  it('by an image', () => {
    const rule = { image: 'registry.example/acme/api', service: 'shop', environment: 'production' }
    expect(place('a.yaml', 'image: registry.example/acme/api:v1\n', rule)).toMatchObject({
      service: 'shop',
      environment: 'production',
    })
    expect(place('a.yaml', 'image: registry.example/acme/web:v1\n', rule)).toMatchObject({
      service: null,
      environment: null,
    })
  })

  it('the first that says something', () => {
    const found = place('prod/a.yaml', 'image: api:v1\n', { service: 'one' }, { service: 'two', environment: 'blue' })
    expect(found).toMatchObject({ service: 'one', environment: 'blue' })
  })

  it('and may ignore', () => {
    expect(place('examples/prod/a.yaml', 'image: api:v1\n', { path: 'examples/.*', ignore: true })).toBeNull()
  })

  it('unless its pattern is refused', () => {
    expect(placeRule({ path: '(?!a)' })).toMatchObject({ refused: expect.any(String) as string })
  })
})
