import { describe, expect, it } from 'vitest'
import { contentPattern, type ContentPattern } from '#sources/config-repository/content-pattern'
import type { ImageReference } from '#sources/config-repository/image-reference'
import { ReferenceReader } from '#sources/config-repository/references'

/** `key = image:tag@digest`, or `key = chart@version`, or `key = ?revision`. */
function told({ key, image = '', tag, digest, chart, ref }: ImageReference): string {
  if (chart !== undefined) return `${key} = chart ${chart}@${ref}`
  if (ref !== undefined) return `${key} = revision ${ref}`
  return `${key} = ${image}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest.slice(0, 12)}`}`
}

const read = (path: string, text: string): string[] => new ReferenceReader().read(path, text).references.map(told)

describe('which files are read', () => {
  it.each([
    ['apps/api/kustomization.yaml', true],
    ['values.prod.json', true],
    ['image-tags/production/api', true],
    ['production.env', true],
    ['.env.production', true],
    ['.argocd-source-api.yaml', true],
    ['.github/workflows/ci.yaml', false],
    ['.gitlab-ci.yml', false],
    ['README', false],
    ['docs/index.md', false],
    ['logo.png', false],
  ])('%s: %s', (path, expected) => {
    expect(new ReferenceReader().reads(path)).toBe(expected)
  })

  it('finds no image of a pipeline', () => {
    expect(read('.github/workflows/ci.yaml', 'jobs:\n  a:\n    container:\n      image: node:20\n')).toEqual([])
  })
})

describe('the form is told by the document', () => {
  const workload =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {template: {spec: {containers: [{name: api, image: "shop/api:v1"}]}}}\n'

  it.each([
    ['kustomization.yaml', 'images:\n- name: api\n  newTag: v1\n', 'images/api = api:v1'],
    [
      'any.yaml',
      `kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nimages: [{name: api, newTag: v1}]\n`,
      'images/api = api:v1',
    ],
    ['any.yaml', workload, 'Deployment/api/api = shop/api:v1'],
    [
      'list.yaml',
      `apiVersion: v1\nkind: List\nitems:\n- ${workload.trim().replaceAll('\n', '\n  ')}\n`,
      'Deployment/api/api = shop/api:v1',
    ],
    ['values-prod.yaml', 'image:\n  tag: v1\n', 'image = :v1'],
    [
      'config.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: versions}\ndata:\n  API_TAG: v1\n',
      'ConfigMap/versions.API_TAG = :v1',
    ],
    ['image-tags/production/api', 'image_tag: v1690\n', 'image_tag = :v1690'],
    ['image-tags/production/api', 'IMAGE_TAG=v1690\n', 'IMAGE_TAG = :v1690'],
    ['image-tags/production/api.json', '{"image_tag": "v1690"}', 'image_tag = :v1690'],
    [
      'Chart.yaml',
      'dependencies:\n- {name: api, version: 1.2.3, repository: "https://charts.example"}\n',
      'dependencies/api = chart api@1.2.3',
    ],
    [
      'database.yaml',
      'apiVersion: postgres.example/v1\nkind: Cluster\nmetadata: {name: db}\nspec: {image: "postgres:16.2"}\n',
      'Cluster/db.image = postgres:16.2',
    ],
  ])('%s', (path, text, expected) => {
    expect(read(path, text)).toEqual([expected])
  })

  it('finds nothing in a definition of a resource or in a secret', () => {
    expect(read('crd.yaml', 'apiVersion: x/v1\nkind: CustomResourceDefinition\nspec: {image: "a:1"}\n')).toEqual([])
    expect(read('secret.yaml', 'apiVersion: v1\nkind: Secret\ndata: {API_TAG: v1}\n')).toEqual([])
  })
})

describe('what is broken', () => {
  it('is named, and the rest of the file is read', () => {
    const { references, problems } = new ReferenceReader().read(
      'a.yaml',
      'image: shop:v1\n---\nimage: [\n---\nimage: other:v2\n',
    )
    expect(references.map(told)).toEqual(['image = shop:v1', 'image#2 = other:v2'])
    expect(problems).toEqual([expect.stringMatching(/^document 2: /)])
  })

  it('does not lose what stands beside templates', () => {
    const text = 'image:\n{{- if .x }}\n  tag: {{ .tag }}\n{{- end }}\nweb:\n  image: shop/web:v2\n'
    expect(read('values.yaml.gotmpl', text)).toEqual(['web.image = shop/web:v2'])
  })

  it('reads an unknown text without a word', () => {
    expect(new ReferenceReader().read('notes', 'the image: is\n  - a [ picture')).toEqual({
      references: [],
      problems: [],
    })
  })
})

describe("patterns of the user's", () => {
  const pattern = contentPattern({
    path: 'deploy/.*[.]txt',
    line: '(?<service>[\\w-]+) -> (?<tag>\\S+)',
  }) as ContentPattern

  it('find what no form knows, in the files that they name', async () => {
    const reader = new ReferenceReader([pattern])
    expect(reader.reads('deploy/prod.txt')).toBe(true)
    expect(reader.reads('other/prod.txt')).toBe(false)
    const text = '# versions\n  api -> v1.2\nweb -> 0a1b2c3\nweb ->\n'
    const { references } = reader.read('deploy/prod.txt', text, await reader.own('deploy/prod.txt', text))
    expect(references).toMatchObject([
      { key: 'line/api', tag: 'v1.2', service: 'api' },
      { key: 'line/web', tag: '0a1b2c3', service: 'web' },
    ])
  })

  it('are tried on files of 256 KiB at most; of a larger one that is said, and all else is read', async () => {
    const pattern = contentPattern({ line: '(?<service>[\\w-]+) -> (?<tag>\\S+)' }) as ContentPattern
    const reader = new ReferenceReader([pattern])
    const asked = async (length: number) => {
      const text = `web: {image: shop/web:v2}\n#`.padEnd(length, '-')
      return reader.read('values.yaml', text, await reader.own('values.yaml', text))
    }
    expect(await asked(262_144)).toMatchObject({ references: [{ tag: 'v2' }], problems: [] })
    expect(await asked(262_145)).toMatchObject({
      references: [{ tag: 'v2' }],
      problems: ['it has 262145 characters, and patterns are tried on files of at most 262144'],
    })
  })
})
