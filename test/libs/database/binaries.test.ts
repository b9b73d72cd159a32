import { chmodSync, cpSync, existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { serverAccount } from '#database/account'
import { findBinaries, reachableBinaries } from '#database/binaries'
import { majorOf } from '#database/folder'
import { ask, keeperProcess, temporaryFolder } from '../../support/embedded.ts'
import { isRoot, packagedBinaries, systemBinaries } from '../../support/postgres-server.ts'

/** A copy of the npm package as a tarball leaves it: without symbolic links. */
function unpacked(folder: string): string {
  const copy = join(folder, 'package')
  cpSync(join(packagedBinaries, '..', '..'), copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !lstatSync(path).isSymbolicLink(),
  })
  return join(copy, 'native', 'bin')
}

describe('the programs of the server', () => {
  it('are those of the npm package', () => {
    expect(findBinaries('', null)).toEqual({ folder: packagedBinaries, major: 18, origin: 'package' })
  })

  it('get the links back that npm does not carry', () => {
    const folder = unpacked(temporaryFolder())
    const lib = join(folder, '..', 'lib')
    expect(existsSync(join(lib, 'libpq.so.5'))).toBe(false)
    const found = { folder, major: 18, origin: 'package' } as const
    expect(reachableBinaries(found, serverAccount(), temporaryFolder()).folder).toBe(folder)
    expect(readdirSync(lib)).toEqual(readdirSync(join(packagedBinaries, '..', 'lib')))
  })

  it.runIf(isRoot)('are copied once, for whom they are out of reach, to a folder that only root may write', () => {
    const closed = temporaryFolder(0o700)
    const found = { folder: unpacked(closed), major: 18, origin: 'package' } as const
    const account = serverAccount()
    const copy = reachableBinaries(found, account, closed)
    expect(copy.folder.startsWith(closed)).toBe(false)
    const parent = lstatSync(join(copy.folder, '..', '..', '..'))
    expect([parent.uid, parent.mode & 0o022]).toEqual([0, 0])
    const made = lstatSync(join(copy.folder, 'postgres')).ino
    expect(lstatSync(join(reachableBinaries(found, account, closed).folder, 'postgres')).ino).toBe(made)
    chmodSync(closed, 0o755)
    expect(reachableBinaries(found, account, closed).folder).toBe(found.folder)
  })

  it.runIf(systemBinaries !== undefined)('are those of the machine where npm has none', async () => {
    const home = temporaryFolder()
    const keeper = await keeperProcess(temporaryFolder(), home, { packages: false })
    expect(keeper.problem).toBeUndefined()
    const [{ server_version: version } = { server_version: '' }] = await ask<{ server_version: string }>(
      keeper.url ?? '',
      'show server_version',
    )
    expect(Number.parseInt(version, 10)).toBe(majorOf(home))
    expect(majorOf(home)).toBeLessThan(18)
  })

  it('must be of the version that made the data', () => {
    expect(() => findBinaries('', 14)).toThrow(
      /No PostgreSQL 14, which made the data here, runs on this machine .* Three ways: .*npm.* or install .* or set DATABASE_URL/,
    )
  })

  it.runIf(systemBinaries !== undefined)('are taken from the machine for data that its version made', () => {
    const found = findBinaries(systemBinaries ?? '', 15)
    expect(found).toMatchObject({ major: 15, origin: 'system' })
  })
})
