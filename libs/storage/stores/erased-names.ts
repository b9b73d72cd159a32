import { createHmac } from 'node:crypto'
import { type ErasedKind, ErasedNames, nobodyErased } from '#domain/erased-names'
import type { Database } from '../database.ts'
import { type Sql, sql } from '../sql.ts'

/** Sets that this process has read, by their version: a version never means another set. */
const read = new Map<string, ErasedNames>()
const mostRead = 8

/** What was read last. Who goes by it proves in its own statement, with `isCurrent`, that it is not old. */
let latest: ErasedNames = nobodyErased

/** What this process remembers, which may be old. */
export function rememberedErased(): ErasedNames {
  return latest
}

/** Condition: nobody was erased since. */
export function isCurrent({ version }: ErasedNames): Sql {
  return sql`(select erasure_state.version from erasure_state) is not distinct from ${version}::uuid`
}

export function hashOfErased(key: Buffer, kind: ErasedKind, normal: string): Buffer {
  return createHmac('sha256', key).update(`${kind}\n${normal}`).digest()
}

/** Those who were erased, as it stands now. */
export async function currentErased(db: Pick<Database, 'query'>): Promise<ErasedNames> {
  const [state] = await db.query<{ version: string | null; key: Buffer }>(sql`
    /* erased: version */
    select version, key from erasure_state`)
  if (state === undefined || state.version === null) latest = nobodyErased
  else latest = read.get(state.version) ?? (await readErased(db, state.version, state.key))
  return latest
}

async function readErased(db: Pick<Database, 'query'>, version: string, key: Buffer): Promise<ErasedNames> {
  const rows = await db.query<{ hash: Buffer; words: number }>(sql`
    /* erased: read */
    select hash, words from erased_name`)
  const hashes = new Set(rows.map(({ hash }) => hash.toString('base64')))
  const names = new ErasedNames(
    version,
    (kind, normal) => hashes.has(hashOfErased(key, kind, normal).toString('base64')),
    rows.map(({ words }) => words),
  )
  if (read.size >= mostRead) read.clear()
  read.set(version, names)
  return names
}
