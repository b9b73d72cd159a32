import { describe, expect, it } from 'vitest'
import { problemText } from '#catalogue/problem'
import { readCatalogue } from '#catalogue/read-catalogue'

const whole = `
teams:
  - name: Payments
    owners: ["@acme/payments", "group:default/payments"]
services:
  - name: checkout
    team: Payments
    repository: github.com/acme/shop
    paths: ["checkout/**", "libs/pricing/**"]
    aliases: [shop-checkout]
    images: [ghcr.io/acme/checkout]
    incidentKeys: ["PX7D2QW"]
  - name: search
    team: null
environments:
  - name: production
    tier: PRODUCTION
    match:
      - name: "prod-*"
      - { cluster: "eu-*", namespace: shop }
  - name: lab
rules:
  hotfixLabels: [urgent]
  mergeWindow: PT45M
  revertWindow: P14D
`

/** What is told of a text, as the terminal shows it. */
function told(text: string): string[] {
  const read = readCatalogue(text)
  return read.ok ? [] : read.problems.map((problem) => problemText('leadline.yaml', problem))
}

describe('a leadline.yaml', () => {
  it('says what is wanted, and how owners are called', () => {
    expect(readCatalogue(whole)).toEqual({
      ok: true,
      teamOfOwner: new Map([
        ['Payments', 'Payments'],
        ['@acme/payments', 'Payments'],
        ['group:default/payments', 'Payments'],
      ]),
      wanted: {
        teams: ['Payments'],
        services: [
          {
            name: 'checkout',
            team: 'Payments',
            repository: 'github.com/acme/shop',
            paths: ['checkout/**', 'libs/pricing/**'],
            aliases: ['shop-checkout'],
            images: ['ghcr.io/acme/checkout'],
            incidentKeys: ['PX7D2QW'],
          },
          { name: 'search', team: null },
        ],
        environments: [
          {
            name: 'production',
            tier: 'PRODUCTION',
            match: [{ name: 'prod-*' }, { cluster: 'eu-*', namespace: 'shop' }],
          },
          { name: 'lab', tier: null, match: [] },
        ],
        rules: { hotfixLabels: ['urgent'], mergeWindow: 2_700_000, revertWindow: 14 * 86_400_000 },
      },
    })
  })

  it.each([
    ['nothing', ''],
    ['only a comment', '# later\n'],
    ['sections without content', 'services:\nenvironments:\nrules:\n'],
  ])('may hold %s, which asks for nothing', (_what, text) => {
    expect(readCatalogue(text)).toEqual({ ok: true, teamOfOwner: new Map(), wanted: {} })
  })

  it.each([
    [
      'a field with a typo',
      'services:\n  - name: a\n    repositry: github.com/a/b\n',
      'leadline.yaml:3:5 services[0].repositry: there is no such field; here may stand name, team, repository, paths, aliases, images, incidentKeys, badges. Did you mean repository?',
    ],
    [
      'a section with a typo',
      'service:\n  - name: a\n',
      'leadline.yaml:1:1 service: there is no such field; here may stand teams, services, environments, rules, dashboards, alerts, freezes, notify. Did you mean services?',
    ],
    [
      'a condition that is none',
      'environments:\n  - name: prod\n    match:\n      - namspace: a\n',
      'leadline.yaml:4:9 environments[0].match[0].namspace: there is no such field; here may stand name, cluster, namespace, path. Did you mean namespace?',
    ],
    [
      'a tier that is none',
      'environments:\n  - name: prod\n    tier: PRODUCTON\n',
      'leadline.yaml:3:11 environments[0].tier: must be one of PRODUCTION, STAGING, TESTING, DEVELOPMENT, EPHEMERAL, OTHER, not "PRODUCTON". Did you mean PRODUCTION?',
    ],
    ['no name', 'services:\n  - team: A\n', 'leadline.yaml:2:5 services[0].name: is missing; write it.'],
    [
      'a number for a name',
      'services:\n  - name: a\n    incidentKeys: [1234]\n',
      'leadline.yaml:3:20 services[0].incidentKeys[0]: must be text, not 1234. Put it in quotes: "1234".',
    ],
    [
      'text for a list',
      'services:\n  - name: a\n    paths: src/**\n',
      'leadline.yaml:3:12 services[0].paths: must be a list (- one, - two, or [one, two]), not "src/**".',
    ],
    [
      'an address for a repository',
      'services:\n  - name: a\n    repository: https://GitHub.com/acme/shop.git\n',
      'leadline.yaml:3:17 services[0].repository: must be host/owner/name, the host in lower case, without scheme, user and .git. Write github.com/acme/shop.',
    ],
    [
      'a path from the root of the disk',
      'services:\n  - name: a\n    paths: [/src]\n',
      'leadline.yaml:3:13 services[0].paths[0]: must be a glob from the root of the repository, without / or ./ or .. at its start: src/**.',
    ],
    [
      'a duration of no fixed length',
      'rules:\n  revertWindow: P1M\n',
      'leadline.yaml:2:17 rules.revertWindow: must be an ISO 8601 duration without months and years: PT30M, PT12H, P7D.',
    ],
    [
      'no sign of a failure at all',
      'rules:\n  failureSigns: []\n',
      'leadline.yaml:2:17 rules.failureSigns: is empty; give it a value or leave it out.',
    ],
    [
      'an environment that would be folded into previews',
      'environments:\n  - name: pr-7\n',
      'leadline.yaml:2:11 environments[0].name: begins like a preview environment (pr-, preview-, review/); all of these are one environment called "preview". Choose another name.',
    ],
    [
      'a rule that matches everything',
      'environments:\n  - name: prod\n    match:\n      - {}\n',
      'leadline.yaml:4:9 environments[0].match[0]: would match everything; give it a name, cluster, namespace or path.',
    ],
    [
      'one name twice',
      'services:\n  - name: a\n  - name: a\n',
      'leadline.yaml:3:11 services[1].name: "a" is the name of services[0] already; a name leads to one place.',
    ],
    [
      'a name that is an alias too',
      'services:\n  - name: a\n    aliases: [b]\n  - name: b\n',
      'leadline.yaml:3:15 services[0].aliases[0]: "b" is the name of services[1] already; a name leads to one place.',
    ],
    [
      'an image of two services',
      'services:\n  - { name: a, images: [x/y] }\n  - { name: b, images: [x/y] }\n',
      'leadline.yaml:3:25 services[1].images[0]: "x/y" is one of the images of a already; a name leads to one place.',
    ],
    [
      'a team that is not listed',
      'teams:\n  - name: Payments\nservices:\n  - name: a\n    team: Paymnts\n',
      'leadline.yaml:5:11 services[0].team: the list of teams has no "Paymnts"; add it there. Did you mean Payments?',
    ],
    [
      'a field twice',
      'services:\n  - name: a\n    name: b\n',
      'leadline.yaml:3:5 this field stands here twice; keep one of them.',
    ],
    ['a list as the whole', '- a\n', 'leadline.yaml:1:1 must be a group of fields, not a list.'],
  ])('is refused with its place and a way out: %s', (_what, text, message) => {
    expect(told(text)).toEqual([message])
  })

  it('that is no YAML is refused with its line', () => {
    expect(told('services:\n  - name: "a\n')[0]).toMatch(/^leadline\.yaml:3:1 this is no YAML: /)
    expect(told('a: *nowhere\n')[0]).toMatch(/^leadline\.yaml:1:\d+ this is no YAML: /)
  })

  it('cannot make a small text large', () => {
    const bomb = ['a: &a [1,1,1,1,1,1,1,1,1]', ...'bcdefghij'.split('')].map((line, at, lines) =>
      at === 0
        ? line
        : `${line}: &${line} [${Array(9)
            .fill(`*${at === 1 ? 'a' : lines[at - 1]}`)
            .join(',')}]`,
    )
    expect(told(bomb.join('\n'))[0]).toMatch(/this is no YAML: .*alias/i)
    expect(told('#'.repeat(5_000_000))).toEqual(['leadline.yaml:1:1 the file is longer than 4 MiB; split it.'])
  })

  it('tells every problem at once, in the order of lines', () => {
    expect(told('rules: 3\nservices:\n  - nme: a\n  - name: ""\n').map((line) => line.split(' ')[0])).toEqual([
      'leadline.yaml:1:8',
      'leadline.yaml:3:5',
      'leadline.yaml:3:5',
      'leadline.yaml:4:11',
    ])
  })
})
