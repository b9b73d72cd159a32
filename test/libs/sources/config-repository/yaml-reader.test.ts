import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments, stringify } from 'yaml'
import { YamlReader } from '#sources/config-repository/yaml-reader'

/** What the library makes of the whole text; null where it finds it broken. */
function whole(text: string): unknown[] | null {
  const documents = parseAllDocuments(text, { schema: 'failsafe', uniqueKeys: false })
  if (documents.length !== 1 || documents.some(({ errors }) => errors.length > 0)) return null
  return documents.map((document) => document.toJS() as unknown).filter((document) => document != null)
}

const key = fc.stringMatching(/^[a-z][a-zA-Z0-9._/-]{0,12}$/)
const scalar = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '1.10',
    '0012345',
    'v1 # no comment',
    '- x',
    'a: b',
    '"',
    "it's",
    '',
    'x\n---\ny',
    ' lead',
    'two\n\nlines\n',
  ),
  fc.stringMatching(/^[\w./:@-]{30,200}$/),
)
const tree = fc.letrec((tie) => ({
  node: fc.oneof({ maxDepth: 4 }, scalar, tie('list'), tie('mapping')),
  list: fc.array(tie('node'), { maxLength: 6 }),
  mapping: fc.dictionary(key, tie('node'), { maxKeys: 6 }),
})).mapping

describe('reading YAML entry by entry', () => {
  it('gives what reading the whole text gives', () => {
    let split = 0
    const options = fc.record({
      indent: fc.integer({ min: 1, max: 5 }),
      indentSeq: fc.boolean(),
      lineWidth: fc.constantFrom(0, 20, 80),
      collectionStyle: fc.constantFrom('any', 'block', 'flow'),
    })
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 4 }), options, (trees, style) => {
        const text = stringify({ trees, last: { trees } }, { ...style, aliasDuplicateObjects: false } as object)
        if (text.length > 600) split += 1
        const documents = whole(text)
        fc.pre(documents !== null)
        const reader = new YamlReader()
        expect(reader.read(text)).toEqual({ documents, problems: [] })
        expect(reader.read(text).documents).toEqual(documents)
      }),
      { numRuns: 60 },
    )
    expect(split).toBeGreaterThan(20)
  })

  it('gives what reading the whole text gives after lines were lost, or says that it is broken', () => {
    fc.assert(
      fc.property(tree, fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), (value, lost) => {
        const lines = stringify({ value, more: value }, { aliasDuplicateObjects: false }).split('\n')
        const text = lines.filter((_, index) => !lost.some((at) => at % lines.length === index)).join('\n')
        const documents = whole(text)
        fc.pre(documents !== null)
        expect(new YamlReader().read(text)).toEqual({ documents, problems: [] })
      }),
      { numRuns: 100 },
    )
  })

  it('keeps scalars as they stand', () => {
    const { documents } = new YamlReader().read('a: 1.10\nb: 0123\nc: 1234e56\nd: yes\n')
    expect(documents).toEqual([{ a: '1.10', b: '0123', c: '1234e56', d: 'yes' }])
  })

  it('follows anchors and merge keys', () => {
    const text = `${'# a comment\n'.repeat(60)}base: &base\n  tag: v1\napi:\n  <<: *base\n  image: shop\n`
    expect(new YamlReader().read(text).documents).toEqual([{ base: { tag: 'v1' }, api: { tag: 'v1', image: 'shop' } }])
  })

  it('reads an entry again only when it changed', () => {
    const service = (index: number, tag: string): string =>
      `service-${index}:\n  image:\n    repository: registry.example/acme/service-${index}\n    tag: ${tag}\n`
    const file = (changed: number): string =>
      Array.from({ length: 800 }, (_, index) => service(index, index === changed ? 'v2' : 'v1')).join('')
    const reader = new YamlReader()
    const entries = (text: string): ReadonlyMap<string, unknown> =>
      new Map(Object.entries(reader.read(text).documents[0] as object))
    const first = entries(file(-1))
    expect(first.size).toBe(800)
    for (const changed of [0, 5, 799]) {
      const again = entries(file(changed))
      // What is the same object was not read again.
      expect([...again].filter(([key, value]) => value !== first.get(key)).map(([key]) => key)).toEqual([
        `service-${changed}`,
      ])
    }
  })
})

describe('documents beside broken ones', () => {
  it('names the broken one and reads the others', () => {
    const { documents, problems } = new YamlReader().read('a: 1\n---\nb: "x\n---\nc: [1\n--- # third\nd: 4\n')
    expect(documents).toEqual([{ a: '1' }, { d: '4' }])
    expect(problems).toEqual([expect.stringMatching(/^document 2: /), expect.stringMatching(/^document 3: /)])
  })

  it('refuses a bomb of aliases in bounded time', () => {
    const levels = Array.from(
      { length: 20 },
      (_, n) =>
        `l${n}: &l${n} [${Array(9)
          .fill(n === 0 ? 'x' : `*l${n - 1}`)
          .join(', ')}]`,
    )
    const started = performance.now()
    const { documents, problems } = new YamlReader().read(levels.join('\n'))
    expect(documents).toEqual([])
    expect(problems).toHaveLength(1)
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  it('reads what stands beside templates', () => {
    const text = [
      '{{- if .Values.enabled }}',
      '{{- /* a comment',
      'of two lines: */}}',
      'kind: Deployment',
      'metadata:',
      '  name: {{ include "api.name" . }}',
      '  {{- with .Values.labels }}',
      '  labels: {{- toYaml . | nindent 4 }}',
      '  {{- end }}',
      'image: "redis:7.2" # {{ note }}',
      'other: "{{ .Values.image }}:{{ .Values.tag }}"',
      '{{- end }}',
    ].join('\n')
    const { documents, problems } = new YamlReader().read(text)
    expect(problems).toEqual([])
    expect(documents).toEqual([
      {
        kind: 'Deployment',
        metadata: { name: '\uE000', labels: '\uE000' },
        image: 'redis:7.2',
        other: '\uE000:\uE000',
      },
    ])
  })

  it('reads JSON', () => {
    expect(new YamlReader().read('{\n\t"image_tag": "v1690",\n\t"n": 1.10\n}').documents).toEqual([
      { image_tag: 'v1690', n: '1.10' },
    ])
  })
})
