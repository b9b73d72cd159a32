import { inflateRawSync } from 'node:zlib'
import { sql } from '#storage/sql'
import type { Api } from './graphql-api.ts'

/** Makes a source of a system with a door of its own, and gives its secret. */
export async function webhookSource(api: Api, system: string, name: string): Promise<string> {
  const mutation = 'mutation ($s: String!, $n: String!) { sourceCreate(system: $s, name: $n) { secret } }'
  const { body } = await api.ask(mutation, { s: system, n: name }, api.tokens.admin)
  const secret = (body.data as { sourceCreate: { secret: string | null } } | null)?.sourceCreate.secret
  if (secret == null) throw new Error(JSON.stringify(body))
  return secret
}

/** What a bytea holds, inflated where it is deflated. */
function textOf(hex: string): string {
  const bytes = Buffer.from(hex, 'hex')
  try {
    return inflateRawSync(bytes).toString('utf8')
  } catch {
    return bytes.toString('utf8')
  }
}

/** Every row of every table as text, and the texts within bytes: there what must never be stored is looked for. */
export async function everythingStored(api: Api): Promise<string> {
  const tables = await api.db.query<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const rows = await api.db.query<{ row: string }>({
      text: `select row_to_json(t)::text as row from "${name}" t`,
      values: [],
    })
    texts.push(...rows.map(({ row }) => row))
  }
  const bytes = texts.flatMap((text) => [...text.matchAll(/\\\\x([0-9a-f]{2,})/g)].map(([, hex]) => textOf(hex ?? '')))
  return [...texts, ...bytes].join('\n')
}
