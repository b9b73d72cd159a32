import { describe, expect, it } from 'vitest'
import { ReferenceReader } from '#sources/config-repository/references'
import { placeholder, withoutTemplates } from '#sources/config-repository/templates'

const x = placeholder

describe('templates are taken out', () => {
  it.each([
    ['no template', 'no template'],
    ['a: {{ .b }}', `a: ${x}`],
    ['a: "{{ .b }}:{{ .c }}"', `a: "${x}:${x}"`],
    ['{{- if .a }}\nb: c\n{{- end }}', '\nb: c\n'],
    ['  {{ a }} {{ b }} # {{ c }}\nd: e', '\nd: e'],
    ['{% if a %}\nb: c\n{% endif %}', '\nb: c\n'],
    ['{{/* a\nb }}\nc */}}\nd: e', '\n\n\nd: e'],
    ['a: {{ .b\nc: {{ .d }}', `a: {{ .b\nc: ${x}`],
    ['{{/* never ends\na: {{ .b }}', `{{/* never ends\na: ${x}`],
    ['{{ .key }}: value', `${x}: value`],
  ])('%j', (text, expected) => {
    expect(withoutTemplates(text)).toBe(expected)
  })
})

describe('a hostile file is read in bounded time', () => {
  const size = 200_000
  const filled = (part: string, end = ''): string => part.repeat(Math.floor(size / part.length)) + end

  it.each([
    ['comments that never end', filled('{{/*')],
    ['comments that end at the end', filled('{{/*\n', '*/}}')],
    ['templates that never end', filled('{{ ')],
    ['templates that end lines later', filled('{{\n', '}}')],
    ['templates on one line', filled('{{a}}')],
    ['open brackets', filled('[')],
    ['open braces', filled('{a: ')],
    ['nested lists', filled('- ')],
    ['quotes', filled('"')],
    ['spaces', `image_tag: v1\n${filled(' ')}x`],
    ['dashes and digits', filled(`a_tag: ${'-1'.repeat(90)}!\n`)],
    ['keys', filled('tag: x\n')],
    ['words of environments', filled('prod-')],
  ])('%s', (_, text) => {
    const reader = new ReferenceReader()
    const started = performance.now()
    for (const path of ['prod/values.yaml', 'production.env', 'prod/tags']) reader.read(path, `image_tag: v1\n${text}`)
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})
