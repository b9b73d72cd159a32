import { spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import type { DatabaseFolder } from './folder.ts'
import { DatabaseProblem } from './problem.ts'

/** Superuser and only role of the embedded database. */
export const role = 'leadline'

/** Nothing of the host's locale or time zone reaches the server. */
export const serverEnvironment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' }

export function asAccount(account: Account): { uid: number; gid: number } | Record<string, never> {
  return account.borrowed ? { uid: account.uid, gid: account.gid } : {}
}

function run(program: string, args: readonly string[], account: Account, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...asAccount(account),
      env: serverEnvironment,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000)
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new DatabaseProblem('DID_NOT_START', `initdb failed: ${said.trim()}`)),
    )
  })
}

/** Only this operating-system user gets in, over the socket: no port, no password. */
function writeAccess(data: string, account: Account): void {
  const files = {
    'pg_hba.conf': `local all ${role} peer map=leadline\n`,
    'pg_ident.conf': `leadline ${JSON.stringify(account.client)} ${role}\n`,
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(data, name)
    writeFileSync(path, text, { mode: 0o600 })
    chmodSync(path, 0o600)
    if (account.borrowed) chownSync(path, account.uid, account.gid)
  }
}

/** Makes the cluster where there is none yet: whole, or not at all. */
export async function ensureCluster(folder: DatabaseFolder, binaries: Binaries, account: Account): Promise<void> {
  if (!existsSync(join(folder.data, 'PG_VERSION'))) {
    const partial = `${folder.data}.partial`
    rmSync(partial, { recursive: true, force: true })
    const locale =
      binaries.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'] : ['--locale=C']
    const args = ['-D', partial, '-U', role, '-E', 'UTF8', '--no-sync', '--auth=peer', ...locale]
    await run(join(binaries.folder, 'initdb'), args, account, folder.base)
    renameSync(partial, folder.data)
  }
  writeAccess(folder.data, account)
}
