import { describe, expect, it } from 'vitest'
import { catalogueText, discover, isOwnershipFile } from '#catalogue/discover'
import { readCatalogue } from '#catalogue/read-catalogue'

const shop = {
  repository: 'github.com/acme/shop',
  files: [
    { path: '.github/CODEOWNERS', text: '* @acme/everyone\n/search/ @ada @acme/finders\n!x @acme/no\n' },
    { path: 'CODEOWNERS', text: '* @acme/nobody\n' },
    {
      path: 'checkout/catalog-info.yaml',
      text: `kind: Component
metadata:
  name: checkout
  annotations: { pagerduty.com/service-id: "123456", argocd/app-name: checkout-prod }
spec: { type: service, owner: payments }
---
kind: Group
metadata: { name: payments }
spec: { profile: { displayName: Payments } }
---
kind: Component
metadata: {}
`,
    },
    {
      path: 'search/catalog-info.yaml',
      text: 'kind: Component\nmetadata: { name: search }\nspec: { type: service, owner: user:default/ada }\n',
    },
  ],
}
const billing = {
  repository: 'github.com/acme/billing',
  files: [{ path: 'docs/CODEOWNERS', text: '* @acme/payments\n' }],
}
const alone = { repository: 'gitlab.example.com/acme/tools', files: [] }

describe('what ownership files tell', () => {
  const found = discover([shop, billing, alone])

  it('are components with their folder and names, and repositories without one', () => {
    expect(found.services).toEqual([
      {
        name: 'billing',
        team: 'Payments',
        repository: 'github.com/acme/billing',
        paths: [],
        aliases: [],
        incidentKeys: [],
      },
      {
        name: 'checkout',
        team: 'Payments',
        repository: 'github.com/acme/shop',
        paths: ['checkout/**'],
        aliases: ['checkout-prod'],
        incidentKeys: ['123456'],
      },
      {
        name: 'search',
        team: 'finders',
        repository: 'github.com/acme/shop',
        paths: ['search/**'],
        aliases: [],
        incidentKeys: [],
      },
      {
        name: 'tools',
        team: null,
        repository: 'gitlab.example.com/acme/tools',
        paths: [],
        aliases: [],
        incidentKeys: [],
      },
    ])
  })

  it('knows one team by all of its names, and no people', () => {
    expect(found.teams).toEqual([
      { name: 'Payments', owners: ['@acme/payments', 'group:default/payments'] },
      { name: 'finders', owners: ['@acme/finders'] },
    ])
  })

  it('says what it left out', () => {
    expect(found.notes).toEqual([
      'github.com/acme/shop .github/CODEOWNERS:3 left out: GitHub knows no exceptions (!).',
      'github.com/acme/shop checkout/catalog-info.yaml:11:1 metadata.name: is not as Backstage has it; every entity needs kind and metadata.name.',
    ])
    const [again] = discover([shop, { ...shop, repository: 'github.com/other/shop' }]).notes.slice(-2)
    expect(again).toBe('checkout of github.com/other/shop left out: github.com/acme/shop has a service of that name.')
  })

  it('is a leadline.yaml that can be read again', () => {
    const text = catalogueText(found)
    expect(text).toContain('incidentKeys:\n      - "123456"\n')
    expect(text).not.toContain('[]')
    const read = readCatalogue(text)
    expect(read.ok && read.wanted.services?.map(({ name }) => name)).toEqual(['billing', 'checkout', 'search', 'tools'])
    expect(read.ok && read.teamOfOwner.get('@acme/payments')).toBe('Payments')
    expect(catalogueText(discover([]))).toBe('{}\n')
  })

  it('uses the names that a leadline.yaml has for teams', () => {
    const teams = new Map([['@acme/payments', 'Money']])
    expect(discover([billing], teams).services[0]?.team).toBe('Money')
  })
})

it.each([
  ['catalog-info.yaml', true],
  ['a/b/catalog-info.yml', true],
  ['CODEOWNERS', true],
  ['.gitlab/CODEOWNERS', true],
  ['a/CODEOWNERS', false],
  ['my-catalog-info.yaml', false],
])('%s tells of ownership: %s', (path, tells) => {
  expect(isOwnershipFile(path)).toBe(tells)
})
