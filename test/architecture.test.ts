import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root, type SourceFile, sourceFiles, sourcePaths, topLevel } from './support/source-files.ts'

const folders = ['apps', 'dashboards', 'docs', 'examples', 'libs', 'migrations', 'test', '.ci', '.githooks']
const files = [
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'Dockerfile',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'biome.json',
  'docker-compose.yml',
  'knip.json',
  'nest-cli.json',
  'package-lock.json',
  'package.json',
  'schema.graphql',
  'tsconfig.json',
  'tsconfig.build.json',
  'vite.config.ts',
  'vitest.config.ts',
  '.dependency-cruiser.cjs',
  '.dockerignore',
  '.editorconfig',
  '.gitattributes',
  '.gitignore',
  '.npmrc',
  '.oxlintrc.json',
]
const libraries = [
  'access',
  'alerts',
  'attribution',
  'catalogue',
  'config',
  'database',
  'demo',
  'domain',
  'git',
  'graphql',
  'ingest',
  'metrics',
  'reports',
  'sources',
  'storage',
]
const namelessFolders = /(^|\/)(utils?|common|shared|helpers?|core|types|misc)\//

/** Names in `given` that stand in none of the lists. */
function strangers(given: readonly string[], ...known: readonly (readonly string[])[]): string[] {
  return given.filter((name) => !known.some((names) => names.includes(name)))
}

interface TextRule {
  readonly rule: string
  readonly within: RegExp
  readonly except?: RegExp
  readonly pattern: RegExp
  /** A file that breaks the rule: each rule must be able to fail. */
  readonly broken: SourceFile
}

const textRules: readonly TextRule[] = [
  {
    rule: 'the environment is read in libs/config only',
    within: /^(apps|libs|migrations|dashboards)\//,
    except: /^libs\/config\//,
    pattern: /(?<!')process\.env\b/,
    broken: { path: 'apps/server/a.ts', text: 'const port = process.env.PORT' },
  },
  {
    rule: 'the clock is read in apps only; elsewhere time is a parameter',
    within: /^(libs|migrations|dashboards)\//,
    pattern: /\bDate\.now\(|\bnew Date\(\)/,
    broken: { path: 'libs/metrics/a.ts', text: 'const now = new Date()' },
  },
  {
    rule: 'chance is an argument of the core',
    within: /^(libs|migrations|dashboards)\//,
    pattern: /\bMath\.random\(/,
    broken: { path: 'libs/demo/a.ts', text: 'if (Math.random() < 0.5) fail()' },
  },
  {
    rule: 'there is no enum; a union of literals says the same',
    within: /\.ts$/,
    pattern: /^\s*(export\s+)?(const\s+)?enum\s+\w+/m,
    broken: { path: 'libs/domain/a.ts', text: 'export enum Kind { Code }' },
  },
  {
    rule: 'there is no any, and no check is switched off',
    within: /\.ts$/,
    except: /^test\/architecture\.test\.ts$/,
    pattern: /@ts-(ignore|nocheck|expect-error)|:\s*any\s*([,;)=\]}|&>]|$)|\bas any\b(?! \w)|<any>/m,
    broken: { path: 'libs/domain/a.ts', text: 'function f(value: any) {}' },
  },
  {
    rule: 'no test is skipped for good or run alone',
    within: /^test\/.*\.test\.ts$/,
    except: /^test\/architecture\.test\.ts$/,
    pattern: /\b(it|test|describe)\.(only|todo|skip)\(/,
    broken: { path: 'test/libs/a.test.ts', text: "it.skip('counts', () => {})" },
  },
  {
    rule: 'what is left to do is an issue and not a remark',
    within: /\.(ts|js|cjs|css|graphql)$/,
    except: /^test\/architecture\.test\.ts$/,
    pattern: /\b(TODO|FIXME|XXX)\b(?! #\d)/,
    broken: { path: 'libs/domain/a.ts', text: '// TODO: later' },
  },
  {
    rule: 'the pure core waits for nothing and prints nothing',
    within: /^libs\/(domain|attribution|metrics)\//,
    pattern: /\basync\b|\bawait\b|\bconsole\.|\bsetTimeout\(/,
    broken: { path: 'libs/metrics/a.ts', text: 'export async function measure() {}' },
  },
]

function breaches({ within, except, pattern }: TextRule, given: readonly SourceFile[]): string[] {
  return given
    .filter(({ path }) => within.test(path) && !(except?.test(path) ?? false))
    .filter(({ text }) => pattern.test(text))
    .map(({ path }) => path)
}

describe('the tree', () => {
  it('has at its top only what the house names', () => {
    expect(strangers(topLevel(), folders, files)).toEqual([])
    expect(strangers(['utils', 'libs'], folders, files)).toEqual(['utils'])
  })

  it('has the files that a newcomer looks for', () => {
    const present = topLevel()
    const wanted = [
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'SECURITY.md',
      'docker-compose.yml',
      'nest-cli.json',
    ]
    expect(wanted.filter((name) => !present.includes(name))).toEqual([])
  })

  it('has no library that the house does not name', () => {
    const present = new Set(sourcePaths().flatMap((path) => /^libs\/([^/]+)\//.exec(path)?.[1] ?? []))
    expect(strangers([...present], libraries)).toEqual([])
    expect(present.size).toBeGreaterThan(5)
  })

  it('has no folder without a noun', () => {
    expect(sourcePaths().filter((path) => namelessFolders.test(path))).toEqual([])
    expect(namelessFolders.test('libs/utils/a.ts')).toBe(true)
  })

  it('names files in kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(module|controller|resolver|type|input|schema|test|config|d))?\.ts$/
    const names = sourcePaths().filter((path) => path.endsWith('.ts'))
    expect(names.filter((path) => !kebab.test(path.split('/').at(-1) ?? ''))).toEqual([])
    expect(kebab.test('deploymentFrequency.ts')).toBe(false)
  })

  it('has for every test of a library the file that it tests', () => {
    const all = sourcePaths()
    const tested = new Set(all.filter((path) => path.startsWith('libs/')).map((path) => dirname(path)))
    const astray = all
      .filter((path) => path.startsWith('test/libs/') && path.endsWith('.test.ts'))
      .filter((path) => !tested.has(dirname(path.slice('test/'.length))))
    expect(astray).toEqual([])
  })
})

describe('the text', () => {
  const given = sourceFiles('.ts', '.js', '.cjs', '.css', '.graphql')

  it.each(textRules)('keeps: $rule', (rule) => {
    expect(breaches(rule, [rule.broken])).toEqual([rule.broken.path])
    expect(breaches(rule, given)).toEqual([])
  })
})

describe('the imports', () => {
  let scratch: string

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'leadline-imports-'))
    for (const name of ['package.json', 'tsconfig.json', '.dependency-cruiser.cjs'])
      cpSync(join(root, name), join(scratch, name))
    symlinkSync(join(root, 'node_modules'), join(scratch, 'node_modules'))
  })

  afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  function cruise(folder: string, paths: readonly string[]): { status: number | null; text: string } {
    const command = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
    const options = ['--config', '.dependency-cruiser.cjs', '--output-type', 'err']
    const run = spawnSync(process.execPath, [command, ...options, ...paths], { cwd: folder, encoding: 'utf8' })
    return { status: run.status, text: `${run.stdout}${run.stderr}` }
  }

  function cruiseScratch(written: Readonly<Record<string, string>>): { status: number | null; text: string } {
    rmSync(join(scratch, 'libs'), { recursive: true, force: true })
    rmSync(join(scratch, 'test'), { recursive: true, force: true })
    for (const [path, text] of Object.entries(written)) {
      mkdirSync(dirname(join(scratch, path)), { recursive: true })
      writeFileSync(join(scratch, path), text)
    }
    return cruise(scratch, [...new Set(Object.keys(written).map((path) => path.split('/')[0] ?? ''))])
  }

  it('of the whole tree are all on the whitelist', () => {
    const present = ['apps', 'libs', 'migrations', 'dashboards', 'test'].filter((name) => topLevel().includes(name))
    expect(cruise(root, present)).toMatchObject({ status: 0 })
  })

  it.each([
    {
      what: 'a metric that reads a source',
      from: 'libs/metrics/a.ts',
      to: 'libs/sources/b.ts',
      text: "import '#sources/b'",
    },
    {
      what: 'a domain type that reads a metric',
      from: 'libs/domain/a.ts',
      to: 'libs/metrics/b.ts',
      text: "import '#metrics/b'",
    },
    {
      what: 'a source that reads another',
      from: 'libs/sources/x/a.ts',
      to: 'libs/sources/y/b.ts',
      text: "import '../y/b.ts'",
    },
    {
      what: 'a library that reads a test',
      from: 'libs/storage/a.ts',
      to: 'test/b.ts',
      text: "import '../../test/b.ts'",
    },
    {
      what: 'a metric that reads a file',
      from: 'libs/metrics/a.ts',
      to: 'libs/metrics/b.ts',
      text: "import 'node:fs'",
    },
    {
      what: 'a database driver outside of storage',
      from: 'libs/ingest/a.ts',
      to: 'libs/ingest/b.ts',
      text: "import 'pg'",
    },
    {
      what: 'a package that is not installed',
      from: 'libs/storage/a.ts',
      to: 'libs/storage/b.ts',
      text: "import 'left-pad'",
    },
  ])('would be refused: $what', ({ from, to, text }) => {
    const run = cruiseScratch({ [from]: `${text}\nexport const a = 1\n`, [to]: 'export const b = 1\n' })
    expect(run.text).toContain(from)
    expect(run.status).not.toBe(0)
  })

  it('would be refused: a cycle', () => {
    const run = cruiseScratch({
      'libs/domain/a.ts': "import { b } from './b.ts'\nexport const a = (): unknown => b\n",
      'libs/domain/b.ts': "import { a } from './a.ts'\nexport const b = (): unknown => a\n",
    })
    expect(run.text).toContain('no-cycles')
  })

  it('would be accepted: a metric that reads the domain', () => {
    const run = cruiseScratch({
      'libs/metrics/a.ts': "import { b } from '#domain/b'\nexport const a = b\n",
      'libs/domain/b.ts': 'export const b = 1\n',
    })
    expect(run).toMatchObject({ status: 0 })
  })
})
