import type { Api } from './graphql-api.ts'

/** Makes a source of a system with a door of its own, and gives its secret. */
export async function webhookSource(api: Api, system: string, name: string): Promise<string> {
  const mutation = 'mutation ($s: String!, $n: String!) { sourceCreate(system: $s, name: $n) { secret } }'
  const { body } = await api.ask(mutation, { s: system, n: name }, api.tokens.admin)
  const secret = (body.data as { sourceCreate: { secret: string | null } } | null)?.sourceCreate.secret
  if (secret == null) throw new Error(JSON.stringify(body))
  return secret
}
