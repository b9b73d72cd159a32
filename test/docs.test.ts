import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { errorCodes } from '#sources/events/error-codes'
import { common } from '#sources/events/fields'
import { payloads } from '#sources/events/payload'
import { root, type SourceFile, sourceFiles } from './support/source-files.ts'

const pages = sourceFiles('.md')

/** As GitHub names a heading: lower case, spaces to hyphens, punctuation gone. */
function anchors(text: string): Set<string> {
  const headings = text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)
  return new Set(
    [...headings].map(([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

/** Links and pictures of a page that lead nowhere in the repository. */
function deadLinks({ path, text }: SourceFile): string[] {
  const links = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? path : normalize(join(dirname(path), file))
    if (!existsSync(join(root, target))) return true
    return anchor !== undefined && !anchors(readFileSync(join(root, target), 'utf8')).has(anchor)
  })
}

function blocks(language: string): { where: string; block: string }[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm')
  return pages.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([, block = ''], index) => ({ where: `${path} ${index + 1}`, block })),
  )
}

describe('the documents', () => {
  it('hold no dead link', () => {
    expect(deadLinks({ path: 'docs/a.md', text: '[a](../README.md) [b](b.md) ![c](#nowhere)' })).toEqual([
      'b.md',
      '#nowhere',
    ])
    expect(pages.flatMap((page) => deadLinks(page).map((link) => `${page.path}: ${link}`))).toEqual([])
  })

  it('hold queries that the schema answers', () => {
    const schema = buildSchema(readFileSync(join(root, 'schema.graphql'), 'utf8'))
    const queries = blocks('graphql')
    expect(queries.length).toBeGreaterThanOrEqual(5)
    const wrong = queries.flatMap(({ where, block }) =>
      validate(schema, parse(block)).map(({ message }) => `${where}: ${message}`),
    )
    expect(wrong).toEqual([])
  })

  it('name every field and every refusal of the event contract', () => {
    const text = readFileSync(join(root, 'docs/events.md'), 'utf8')
    const missing = Object.entries(payloads).flatMap(([type, { shape }]) => {
      const section = text.split(`\n### ${type}\n`)[1]?.split('\n## ')[0]?.split('\n### ')[0] ?? ''
      const own = Object.keys(shape).filter((field) => field !== 'type' && !(field in common))
      return own.filter((field) => !section.includes(`\`${field}\``)).map((field) => `${type}.${field}`)
    })
    expect(missing).toEqual([])
    expect(
      [...Object.keys(common), ...Object.keys(errorCodes)].filter((name) => !text.includes(`\`${name}\``)),
    ).toEqual([])
  })

  it('hold JSON that is JSON', () => {
    for (const { block } of blocks('json')) expect(() => JSON.parse(block)).not.toThrow()
  })

  it('name npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>
    }
    const named = pages.flatMap(({ text }) => [...text.matchAll(/\bnpm run ([a-z:]+)/g)].map(([, name = '']) => name))
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})
