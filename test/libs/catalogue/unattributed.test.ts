import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unattributedOf, type UnattributedRows } from '#catalogue/unattributed'

type Deployed = UnattributedRows['deployments'][number]

const folder = mkdtempSync(join(tmpdir(), 'leadline-words-'))
const at = Date.UTC(2026, 2, 10)
const nothing: UnattributedRows = {
  deployments: [],
  heldBack: [],
  images: [],
  repositories: [],
  incidents: [],
  flags: [],
}
const deployed: Deployed = {
  service: 'shop',
  sha: 'abc1234',
  count: 1,
  lastAt: at,
  repository: 'github.com/acme/shop',
  repositoryIsKnown: false,
  isWholeHash: false,
  versions: [{ version: 'v2', image: null, before: at }],
  versionCount: 1,
}

beforeAll(() => {
  // What it was called with, and what it was given to read, each with NUL behind it.
  writeFileSync(join(folder, 'leadline'), `#!/bin/sh\nprintf '%s\\0' "$#" "$@"; cat; printf '\\0'\n`)
  chmodSync(join(folder, 'leadline'), 0o755)
  writeFileSync(join(folder, 'npx'), '#!/bin/sh\nexec "$@"\n')
  chmodSync(join(folder, 'npx'), 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Call {
  readonly words: readonly string[]
  /** What it was given to read. */
  readonly read: string
}

/** Runs commands in a shell, a line each; what `leadline` was called with. */
function calls(commands: readonly string[]): Call[] {
  const env = { PATH: `${folder}:${process.env['PATH']}` }
  const said = execFileSync('/bin/sh', ['-c', commands.join('\n')], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const parts = said.toString('utf8').split('\0').slice(0, -1)
  const found: Call[] = []
  while (parts.length > 0) {
    const words = parts.splice(1, Number(parts[0]))
    const [, read = ''] = parts.splice(0, 2)
    found.push({ words, read })
  }
  return found
}

const told = ({ words, read }: Call): unknown => [words, JSON.parse(read)]

/** What the event door takes as a text. */
const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom(...Array.from(`'"\\\`$(){};&|<>!*?~#= \t\n\r\u001B\u007F\u202Enab0/-`)),
      maxLength: 20,
    }),
    fc.constantFrom("'; touch hacked; '", '$(touch hacked)', '`touch hacked`', String.raw`a\nb\\c\cd`, '--help', '-'),
  )
  .map((value) => `${value.replaceAll('\0', '').toWellFormed()}x`)
const strange = fc.record({ text, other: text, tag: fc.option(text), repository: fc.option(text), sha: text })

describe('the command that repairs', () => {
  it('gives a shell exactly the words that were told, whatever they hold', () => {
    const property = fc.property(strange, ({ text: name, other, tag, repository, sha }) => {
      const image = { image: name, tag, digest: null }
      const found = unattributedOf(
        {
          deployments: [
            {
              ...deployed,
              service: name,
              sha: null,
              versions: [{ version: other, image: null, before: at }],
              repository,
            },
            { ...deployed, service: name, sha: null, versions: [{ version: other, image, before: at }], repository },
            { ...deployed, service: name, sha, repository: `example.com/${name}` },
          ],
          heldBack: [],
          images: [{ image: name, count: 1, lastAt: at, repository }],
          repositories: [{ repository: `a/${name}`, commits: 1 }],
          incidents: [{ service: name, count: 1, lastAt: at }],
          flags: [{ key: name, source: other, count: 1, lastAt: at }],
        },
        [{ name: other, repository, images: [other], incidentKeys: [other] }],
      )
      const ran = calls(found.map(({ mend }) => mend))
      expect(ran).toHaveLength(7)
      const [version, ofImage, address, unused, unshipped, undeployed, switched] = ran
      expect(switched).toEqual({ words: ['source', 'change', other, '--rules', 'FILE'], read: '' })
      const known = {
        ...(repository === null ? {} : { repository }),
        sha: 'SHA',
        publishedAt: 'WHEN, BEFORE 2026-03-10T00:00:00Z',
      }
      expect(told(version as Call)).toEqual([['import', '-'], { type: 'artifact', version: other, ...known }])
      const tagged = { type: 'artifact', image: name, ...(tag === null ? {} : { tag }), ...known }
      expect(told(ofImage as Call)).toEqual([['import', '-'], tagged])
      const url = /[\s\p{C}]/u.test(name) ? 'https://HOST/OWNER/NAME' : `https://example.com/${name}`
      expect(address).toEqual({ words: ['source', 'add', 'git', 'NAME', '--url', url], read: '' })
      for (const [call, said] of [
        [unused, { images: expect.arrayContaining([name]) as unknown }],
        [unshipped, { repository: `a/${name}` }],
        [undeployed, { incidentKeys: expect.arrayContaining([name]) as unknown }],
      ] as const)
        expect(told(call as Call)).toEqual([['apply', '-'], { services: [expect.objectContaining(said)] }])
    })
    fc.assert(property, { numRuns: 30 })
  })

  it('holds nothing that a terminal would obey', () => {
    const property = fc.property(text, text, (name, repository) => {
      const [nameless, untold] = unattributedOf(
        {
          ...nothing,
          deployments: [
            { ...deployed, sha: null, versions: [{ version: name, image: null, before: at }], repository },
            { ...deployed, repository },
          ],
        },
        [],
      )
      expect(`${nameless?.mend}${untold?.mend}`).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
    })
    fc.assert(property)
  })

  it('names what makes deployments of the tags of a repository that no service ships', () => {
    const repositories = [{ repository: 'github.com/acme/shop', commits: 1 }]
    const [found] = unattributedOf({ ...nothing, repositories }, [])
    expect(found?.reason).toContain('with --releases, --tags or --branch')
  })

  it('connects the configuration repository of syncs that are held back, or says its rules where it is known', () => {
    const row = { service: 'bell', count: 2, lastAt: at, example: 'git.example.com/acme/deploy@abc' }
    const found = [false, true].map((repositoryIsKnown) =>
      unattributedOf({ ...nothing, heldBack: [{ ...row, repositoryIsKnown }] }, []).map(({ kind, mend }) => [
        kind,
        mend,
      ]),
    )
    const connect = 'npx leadline source add config-repository NAME --url https://git.example.com/acme/deploy'
    expect(found).toEqual([
      [['HELD_BACK_SYNC', connect]],
      [['HELD_BACK_SYNC', 'npx leadline source change NAME --rules FILE']],
    ])
  })

  it.each([
    ['github.com/acme/shop', 'https://github.com/acme/shop'],
    ['git.example.com:8443/a/b/shop', 'https://git.example.com:8443/a/b/shop'],
    ['localhost/shop', 'https://localhost/shop'],
    ['acme/shop', 'https://HOST/acme/shop'],
    ["github.com/acme/'; touch hacked; '", 'https://HOST/OWNER/NAME'],
    [null, 'https://HOST/OWNER/NAME'],
  ])('reads the commits of %j from %s', (repository, url) => {
    const [found] = unattributedOf({ ...nothing, deployments: [{ ...deployed, repository }] }, [])
    expect(found?.mend).toBe(`npx leadline source add git NAME --url ${url}`)
  })

  it('repairs every version that it names, a line each, and says how many are left', () => {
    const versions = ['v3', 'v2'].map((version) => ({ version, image: null, before: at }))
    const row = { ...deployed, sha: null, count: 9, versions, versionCount: 5 }
    const [found] = unattributedOf({ ...nothing, deployments: [row] }, [])
    expect(found?.reason).toContain(
      'one line for each of 2 versions; 3 older versions are listed when these are repaired',
    )
    const [call] = calls([found?.mend ?? ''])
    expect(call?.words).toEqual(['import', '-'])
    expect(
      call?.read
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { version: string }).version),
    ).toEqual(['v3', 'v2'])
  })

  it.each([
    [null, true, 'lacks these commits', 'https://HOST/OWNER/NAME'],
    ['9'.repeat(40), true, 'lacks these commits', 'https://HOST/OWNER/NAME'],
    [null, false, 'are commits that nobody told', 'https://github.com/acme/shop'],
    ['9'.repeat(40), false, 'name commits that nobody told', 'https://github.com/acme/shop'],
  ])('does not ask what commit a whole hash is (sha %j, repository read: %j)', (sha, repositoryIsKnown, why, url) => {
    const versions = [{ version: '9'.repeat(40), image: null, before: at }]
    const row = { ...deployed, sha, isWholeHash: true, repositoryIsKnown, versions }
    const [found] = unattributedOf({ ...nothing, deployments: [row] }, [])
    expect(found?.reason).toContain(why)
    expect(found?.mend).toBe(`npx leadline source add git NAME --url ${url}`)
  })
})
