import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const sources = ['apps', 'libs', 'migrations', 'dashboards']
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']

/** A build that takes longer was killed, and its process number is another program's by now. */
const longestBuild = 300_000

/** Adds a line for each file below a folder: its size, and when it was changed. */
function note(folder, lines) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) note(path, lines)
    else lines.push(lineOf(path))
  }
}

function lineOf(path) {
  const { size, mtimeMs } = statSync(path)
  return `${path} ${size} ${mtimeMs}\n`
}

/** Changes whenever a source file does. Each command asks this first: a thousand files in ten milliseconds. */
function stampOf(root) {
  const lines = settings.map((name) => lineOf(`${root}/${name}`))
  for (const name of sources) note(`${root}/${name}`, lines)
  return createHash('sha256').update(process.version).update(lines.toSorted().join('')).digest('hex')
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
    const { buildAll } = await import('./bundles.js')
    await buildAll(root)
    writeFileSync(`${stampFile}.new`, stamp)
    renameSync(`${stampFile}.new`, stampFile)
  } finally {
    done()
  }
}
