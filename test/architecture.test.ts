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
    rule: 'time is limited by #domain/time-limit: of other limits, garbage collection takes some away',
    within: /^(apps|libs)\//,
    pattern: /\bAbortSignal\.timeout\(/,
    broken: { path: 'apps/server/a.ts', text: 'await fetch(url, { signal: AbortSignal.timeout(1_000) })' },
  },
  {
    rule: 'the pure core waits for nothing and prints nothing',
    within: /^libs\/(domain|attribution|metrics)\//,
    except: /^libs\/domain\/time-limit\.ts$/,
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

  it('of the whole tree are all on the whitelist', () => {
    const present = ['apps', 'libs', 'migrations', 'dashboards', 'test'].filter((name) => topLevel().includes(name))
    expect(cruise(root, present)).toMatchObject({ status: 0 })
  })

  const refused = {
    'a metric that reads a source': {
      'libs/metrics/source.ts': "import '#sources/b'\n",
      'libs/sources/b.ts': 'export const b = 1\n',
    },
    'a domain type that reads a metric': {
      'libs/domain/metric.ts': "import '#metrics/b'\n",
      'libs/metrics/b.ts': 'export const b = 1\n',
    },
    'a source that reads another': {
      'libs/sources/x/another.ts': "import '../y/b.ts'\n",
      'libs/sources/y/b.ts': 'export const b = 1\n',
    },
    'a library that reads a test': {
      'libs/storage/test.ts': "import '../../test/b.ts'\n",
      'test/b.ts': 'export const b = 1\n',
    },
    'a metric that reads a file': { 'libs/metrics/file.ts': "import 'node:fs'\n" },
    'a database driver outside of storage': { 'libs/ingest/driver.ts': "import 'pg'\n" },
    'a package that is not installed': { 'libs/storage/package.ts': "import 'left-pad'\n" },
    'a cycle': {
      'libs/domain/one.ts': "import { b } from './two.ts'\nexport const a = (): unknown => b\n",
      'libs/domain/two.ts': "import { a } from './one.ts'\nexport const b = (): unknown => a\n",
    },
  } as const
  const accepted = {
    'libs/metrics/domain.ts': "import { b } from '#domain/b'\nexport const a = b\n",
    'libs/domain/b.ts': 'export const b = 1\n',
  } as const

  it('of a tree are refused where they breach a rule, and nowhere else', () => {
    const written: Readonly<Record<string, string>> = Object.assign({}, ...Object.values(refused), accepted)
    for (const [path, text] of Object.entries(written)) {
      mkdirSync(dirname(join(scratch, path)), { recursive: true })
      writeFileSync(join(scratch, path), text)
    }
    const run = cruise(scratch, ['libs', 'test'])
    expect(run.status).not.toBe(0)
    for (const [what, files] of Object.entries(refused)) expect(run.text, what).toContain(Object.keys(files)[0])
    expect(run.text).toContain('no-cycles')
    expect(run.text).not.toContain(Object.keys(accepted)[0])
  })
})
