import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldsAt } from '#catalogue/file-schema'
import { readCatalogue } from '#catalogue/read-catalogue'
import { defaultRules } from '#domain/rules'
import { buildLeadline, leadline } from '../support/command.ts'
import { testDatabase, type TestDatabase } from '../support/database.ts'
import { shortWeek } from '../support/graphql-api.ts'
import { post, testWorker, type Wire } from '../support/ingest.ts'

const text = readFileSync('docs/catalogue.md', 'utf8')

function blocks(language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, block = '']) => block)
}

let test: TestDatabase
beforeAll(async () => {
  buildLeadline()
  test = await testDatabase()
  await post(test.db, shortWeek('shop') as Wire[])
  await testWorker(test.db).drain()
}, 300_000)
afterAll(() => test.close())

async function run(args: readonly string[], input: string): Promise<{ out: string; err: string }> {
  return leadline(args, { env: { DATABASE_URL: test.url, NO_COLOR: '1' }, input }).ended
}

describe('docs/catalogue.md', () => {
  it('holds files that can be read', () => {
    const files = [...blocks('yaml'), readFileSync('examples/catalogue/leadline.yaml', 'utf8')]
    expect(files.length).toBeGreaterThanOrEqual(5)
    for (const file of files) expect(readCatalogue(file), file).toMatchObject({ ok: true })
  })

  it('shows the plan of its first file as it is printed, and that plan can be applied', async () => {
    const [file = ''] = blocks('yaml')
    const [plan] = blocks('text')
    expect((await run(['plan', '-'], file)).out.replace('npx leadline apply -', 'npx leadline apply')).toBe(plan)
    expect((await run(['apply', '-'], file)).err).toMatch(/^Applied/)
    expect((await run(['plan', '-'], file)).out).toBe('Everything is as the file wants it.\n')
  })

  it('explains every field', () => {
    for (const section of fieldsAt([])) {
      for (const field of [
        ...fieldsAt([section, 0]),
        ...(section === 'environments' ? fieldsAt([section, 0, 'match', 0]) : []),
      ]) {
        expect(text, `${section}.${field}`).toMatch(new RegExp(`\`${field}\`|\\b${field}:`))
      }
    }
  })

  it('names the defaults of rules as they are', () => {
    const file = blocks('yaml').find((block) => block.startsWith('rules:')) ?? ''
    const read = readCatalogue(file)
    const { mergeWindow, waveWindow, revertWindow, reopenWindow, maxAuthorSkew } = defaultRules
    expect(read.ok && read.wanted.rules).toMatchObject({
      mergeWindow,
      waveWindow,
      revertWindow,
      reopenWindow,
      maxAuthorSkew,
    })
  })

  it('names commands that there are', async () => {
    const named = new Set([...text.matchAll(/\bleadline ([a-z]+)\b/g)].map(([, name = '']) => name))
    expect([...named].toSorted()).toEqual(['apply', 'discover', 'plan', 'replay', 'schema', 'unattributed'])
    const { out } = await run(['--help'], '')
    for (const name of named) expect(out).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
  })
})
