import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEvent } from '#sources/events/parse-event'
import { sources } from '#sources/index'
import type { Delivered } from '#sources/source'
import { root } from '../support/source-files.ts'

const now = Date.UTC(2026, 2, 10)
const sender = { source: 'api', allowAnySource: false, mayImport: false, now }

const byId = (a: { readonly id?: string | undefined }, b: { readonly id?: string | undefined }): number =>
  (a.id ?? '') < (b.id ?? '') ? -1 : 1

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

it('registers every folder of sources, in order', () => {
  const folders = readdirSync(join(root, 'libs/sources'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  expect(sources.map((source) => source.id)).toEqual(folders.toSorted())
})

it('says in the README how each system is known', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const rows = [...readme.matchAll(/^\| \[(.+)\]\(libs\/sources\/(.+)\/README\.md\) \|.*\| (\w+) \|$/gm)]
  expect(rows.map(([, title, id, verified]) => ({ id, title, verified })).toSorted(byId)).toEqual(
    sources.map(({ id, title, verified }) => ({ id, title, verified })).toSorted(byId),
  )
})

/** What is recorded of a system with a door of its own holds the headers of its delivery, and settings where they matter. */
interface Recording extends Delivered {
  readonly body: unknown
}

describe.each(sources)('$title', ({ id, translate, webhook }) => {
  const folder = join(root, 'test/sources', id)
  const cases = readdirSync(folder).flatMap((name) => /^(.+)\.in\.json$/.exec(name)?.[1] ?? [])

  it('has a README that says what becomes what', () => {
    const readme = join(root, 'libs/sources', id, 'README.md')
    expect(existsSync(readme)).toBe(true)
    expect(readFileSync(readme, 'utf8').length).toBeGreaterThan(500)
  })

  it.each(cases)('translates %s', (name) => {
    const recorded = read(join(folder, `${name}.in.json`))
    const { body, ...delivered } = recorded as Recording
    const translation = webhook === undefined ? translate(recorded) : translate(body, delivered)
    expect(JSON.parse(JSON.stringify(translation))).toEqual(read(join(folder, `${name}.out.json`)))
    if ('ignored' in translation) return
    for (const statement of translation.statements) expect(parseEvent(statement, sender)).toMatchObject({ ok: true })
  })

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const translation = translate(value)
        expect('ignored' in translation || translation.statements.length >= 0).toBe(true)
      }),
    )
  })
})
