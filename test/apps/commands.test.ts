import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { settingNames } from '#config/config'
import { buildLeadline, leadline } from '../support/command.ts'
import { temporaryFolder } from '../support/embedded.ts'

/** `script` of util-linux runs a command on a terminal of its own; that of other systems takes other arguments. */
const terminal = (process.platform === 'linux' ? (process.env['PATH'] ?? '') : '')
  .split(delimiter)
  .map((folder) => join(folder, 'script'))
  .find((program) => existsSync(program))
if (terminal === undefined) {
  process.stdout.write('The tests on a terminal are skipped: there is no `script` of util-linux.\n')
}

/** Runs `leadline` with a terminal as its standard output. */
function onTerminal(args: string, env: Readonly<Record<string, string>>): Promise<{ code: number; shown: string }> {
  const command = `${process.execPath} ${join(process.cwd(), 'dist', 'leadline.mjs')} ${args}`
  return new Promise((resolve) => {
    const child = execFile(
      terminal ?? '',
      ['-qec', command, '/dev/null'],
      { env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', ...env } },
      (_, shown) => resolve({ code: child.exitCode ?? -1, shown }),
    )
    child.stdin?.end()
  })
}

beforeAll(buildLeadline, 300_000)

it('says which release it is', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(await leadline(['--version']).ended).toEqual({ code: 0, out: `${version}\n`, err: '' })
})

it('is built of narrow letters only: V8 would keep the text of a bundle with a single wide one at twice its size', () => {
  const dist = join(process.cwd(), 'dist')
  const first = readFileSync(join(dist, 'leadline.mjs'), 'utf8')
  const [folder] = /\bchunks\/\w+/.exec(first) ?? []
  const chunks = readdirSync(join(dist, folder ?? 'chunks'))
  expect(chunks.length).toBeGreaterThan(20)
  const parts = [first, ...chunks.map((name) => readFileSync(join(dist, folder ?? '', name), 'utf8'))]
  expect(parts.flatMap((part) => /[\u0100-\uffff]/.exec(part)?.[0] ?? [])).toEqual([])
})

describe.runIf(terminal !== undefined)('leadline export on a terminal', () => {
  it('refuses, says how it is meant, and opens no database for that', async () => {
    const home = join(temporaryFolder(), 'home')
    const { code, shown } = await onTerminal('export', { LEADLINE_HOME: home })
    expect(code).toBe(1)
    expect(shown).toContain('leadline export > events.ndjson')
    expect(shown).toContain('--output -')
    expect(existsSync(home)).toBe(false)
  })

  it('writes to it with --output -', async () => {
    const env = { LEADLINE_HOME: temporaryFolder() }
    const event = { type: 'commit', service: 'shop', sha: 'c0', authoredAt: '2026-03-01T10:00:00Z' }
    expect((await leadline(['import', '-'], { env, input: JSON.stringify(event) }).ended).code).toBe(0)
    const { code, shown } = await onTerminal('export --output -', env)
    expect(shown).toContain('"sha":"c0"')
    expect(shown).toContain('Exported 1 event.')
    expect(code).toBe(0)
    const piped = await leadline(['export', '--output', '-'], { env }).ended
    expect(JSON.parse(piped.out)).toMatchObject({ type: 'commit', sha: 'c0' })
    expect(existsSync('-')).toBe(false)
  })
})

describe('leadline import', () => {
  it('names what it refuses, a repair that nobody filled in too, and keeps nothing of it', async () => {
    const env = { LEADLINE_HOME: temporaryFolder() }
    const artifact = { type: 'artifact', version: '1', sha: 'SHA', publishedAt: '2026-03-01T10:00:00Z' }
    const refused = await leadline(['import', '-'], { env, input: JSON.stringify(artifact) }).ended
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('where it says SHA')])
    const list = await leadline(['source', 'list', '--json'], { env }).ended
    expect(JSON.parse(list.out)).toEqual([])
  })
})

describe('a command that only reads', () => {
  it.each([['source', 'list'], ['unattributed'], ['changelog', 'shop', 'v1'], ['export', '--output', '-']])(
    'makes no database: %s %s',
    async (...args) => {
      const home = join(temporaryFolder(), 'home')
      const { code, err, out } = await leadline([...args], { env: { LEADLINE_HOME: home } }).ended
      expect([code, out]).toEqual([1, ''])
      expect(err).toContain(`There is no database at ${home} yet`)
      expect(err).toMatch(/LEADLINE_HOME or DATABASE_URL/)
      expect(existsSync(home)).toBe(false)
    },
  )
})

describe('what went wrong', () => {
  it('is said without what a terminal would obey, on as many lines as it has', async () => {
    const { code, err } = await leadline(['no\u009B31m\u001B]0;x\u0007\u202E\nway']).ended
    expect(code).toBe(1)
    expect(err).toContain('There is no command "no\uFFFD31m\uFFFD]0;x\uFFFD\uFFFD\nway"')
  })
})

describe('every setting', () => {
  const named = (text: string) => settingNames.filter((name) => new RegExp(`\\b${name}\\b`).test(text))

  it('is listed by the help', async () => {
    const [all, start] = await Promise.all([leadline(['--help']).ended, leadline(['start', '--help']).ended])
    expect(settingNames).toContain('DATABASE_DIRECT_URL')
    expect(named(all.out)).toEqual(settingNames)
    expect(named(start.out)).toEqual(settingNames)
  })

  it('is explained in docs/operations.md', () => {
    expect(named(readFileSync('docs/operations.md', 'utf8'))).toEqual(settingNames)
  })
})
