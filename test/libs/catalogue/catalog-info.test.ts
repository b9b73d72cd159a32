import { describe, expect, it } from 'vitest'
import { entityReference, readCatalogInfo } from '#catalogue/catalog-info'

const many = `
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  annotations:
    github.com/project-slug: acme/shop
    backstage.io/source-location: url:https://github.com/acme/shop/tree/main/services/checkout/
    argocd/app-name: checkout-prod
    pagerduty.com/service-id: PX7D2QW
spec:
  type: service
  lifecycle: production
  owner: payments
  system: shop
---
# A library ships inside others.
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: money }
spec: { type: library, owner: payments }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: search
  namespace: eu
spec: { type: website, owner: finders }
---
kind: Component
metadata:
  name: broken
   bad: indent
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: payments }
spec: { type: team, profile: { displayName: Payments & Billing }, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: { name: shop }
spec: { owner: payments }
---
kind: Component
metadata: {}
`

describe('a catalog-info.yaml', () => {
  const read = readCatalogInfo(many)

  it('gives its components, with owner, repository, folder and the names that others have for them', () => {
    expect(read.components).toEqual([
      {
        name: 'checkout',
        kind: 'service',
        owner: 'group:default/payments',
        repository: 'github.com/acme/shop',
        paths: ['services/checkout/**'],
        aliases: ['checkout-prod'],
        incidentKeys: ['PX7D2QW'],
      },
      {
        name: 'search',
        kind: 'website',
        owner: 'group:eu/finders',
        repository: null,
        paths: [],
        aliases: [],
        incidentKeys: [],
      },
    ])
  })

  it('gives groups by what people call them', () => {
    expect(read.groups).toEqual([{ reference: 'group:default/payments', name: 'Payments & Billing' }])
  })

  it('does not lose the others to a broken document, and says where it is', () => {
    expect(read.problems.map(({ line, path, message }) => [line, path, message.split(':')[0]])).toEqual([
      [32, '', 'this is no YAML'],
      [45, 'metadata.name', 'is not as Backstage has it; every entity needs kind and metadata.name.'],
    ])
  })

  it.each([
    ['url:https://github.com/acme/shop/', 'github.com/acme/shop', []],
    ['url:https://github.com/acme/shop/blob/main/catalog-info.yaml', 'github.com/acme/shop', []],
    ['url:https://github.com/acme/shop/blob/main/api/catalog-info.yaml', 'github.com/acme/shop', ['api/**']],
    ['url:https://gitlab.example.com/a/b/shop/-/tree/main/api/', 'gitlab.example.com/a/b/shop', ['api/**']],
    ['url:https://codeberg.org/acme/shop/src/branch/main/a/b/', 'codeberg.org/acme/shop', ['a/b/**']],
    ['url:https://git.example.com:8443/acme/shop.git', 'git.example.com:8443/acme/shop', []],
    ['dir:/somewhere', null, []],
    ['url:https://github.com/', null, []],
  ])('reads the source location %s', (location, repository, paths) => {
    const [component] = readCatalogInfo(
      `kind: Component\nmetadata: { name: a, annotations: { backstage.io/source-location: "${location}" } }\n`,
    ).components
    expect([component?.repository, component?.paths]).toEqual([repository, paths])
  })

  it('takes the host of a project slug from the source location', () => {
    const [component] = readCatalogInfo(`kind: Component
metadata:
  name: a
  annotations:
    github.com/project-slug: acme/shop
    backstage.io/source-location: url:https://git.acme.example/acme/shop/tree/main/a/
`).components
    expect(component).toMatchObject({ repository: 'git.acme.example/acme/shop', paths: ['a/**'] })
  })

  it('asks for the repository alone where only the managing file is known', () => {
    const [component] = readCatalogInfo(
      'kind: Component\nmetadata: { name: a, annotations: { backstage.io/managed-by-location: "url:https://github.com/acme/shop/blob/main/catalog-info.yaml" } }\n',
    ).components
    expect(component).toMatchObject({ repository: 'github.com/acme/shop', paths: [] })
  })
})

it.each([
  ['payments', 'group:default/payments'],
  ['Group:Payments', 'group:default/payments'],
  ['user:eu/ada', 'user:eu/ada'],
  ['eu/payments', 'group:eu/payments'],
])('the owner %s is %s', (short, whole) => {
  expect(entityReference(short, 'default')).toBe(whole)
})
