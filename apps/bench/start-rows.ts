import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Door, ask } from './ask.ts'
import { startProcess, until } from './server-process.ts'
import { figure, type Row } from './table.ts'

const made = new Set(['node_modules', 'dist', '.git', '.leadline', '.bench'])

/** A copy of the package as a fresh clone has it after `npm ci`: packages, and nothing built. */
async function freshClone(folder: string): Promise<string> {
  const clone = await mkdtemp(join(tmpdir(), 'leadline-bench-clone-'))
  for (const name of await readdir(folder)) {
    if (!made.has(name)) await cp(join(folder, name), join(clone, name), { recursive: true })
  }
  await symlink(join(folder, 'node_modules'), join(clone, 'node_modules'))
  return clone
}

interface Numbers {
  readonly services: {
    readonly nodes: readonly { readonly metrics: { readonly deploymentFrequency: { readonly count: number } } }[]
  }
  readonly ingest: { readonly pending: number }
}

/** True when the first page is served and the numbers behind it are there, all of them. */
async function hasNumbers(door: Door): Promise<true | null> {
  const page = await fetch(door.url)
  if (!page.ok) return null
  const query =
    '{ ingest { pending } services(first: 50) { nodes { metrics(window: { last: "P90D" }) { deploymentFrequency { count } } } } }'
  const { ingest, services } = await ask<Numbers>(door, query)
  const counted = services.nodes.filter(({ metrics }) => metrics.deploymentFrequency.count > 0)
  return ingest.pending === 0 && counted.length > 5 ? true : null
}

/** `npm start` in a fresh clone with its packages installed, to the first page with numbers; and once more. */
export async function startRows(folder: string, port: number, token: string): Promise<Row[]> {
  const clone = await freshClone(folder)
  try {
    const seconds: number[] = []
    for (let turn = 0; turn < 2; turn += 1) {
      const server = await startProcess({ folder: clone, port, token, env: {} })
      await until(() => hasNumbers({ url: server.url, token }), 'the first page with numbers')
      seconds.push((performance.now() - server.startedAt) / 1000)
      await server.stop()
    }
    const [first = Number.NaN, second = Number.NaN] = seconds
    return [
      row(
        'npm start after npm ci, to the first page with numbers',
        first,
        20,
        'build, embedded Postgres and demo included',
      ),
      row('the same, second start', second, 3, 'nothing to build, data there'),
    ]
  } finally {
    await rm(clone, { recursive: true, force: true })
  }
}

function row(what: string, seconds: number, bound: number, note: string): Row {
  return { what, measured: `${figure(seconds)} s`, bound: `< ${bound} s`, holds: seconds < bound, note }
}
