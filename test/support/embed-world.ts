import type { Api } from './graphql-api.ts'

/** An embed as making it answered. */
export interface MadeEmbed {
  readonly id: string
  readonly publicId: string
  readonly token: string
  readonly snippets: { readonly script: string; readonly iframe: string; readonly address: string }
}

const create = `mutation ($input: EmbedInput!) {
  embedCreate(input: $input) {
    embed { id name state expiresAt }
    token
    snippets { script iframe address }
    userErrors { code field message }
  }
}`

interface Created {
  readonly embedCreate: {
    readonly embed: { readonly id: string } | null
    readonly token: string | null
    readonly snippets: MadeEmbed['snippets'] | null
    readonly userErrors: readonly { readonly code: string; readonly field: readonly string[] | null }[]
  }
}

/** What making an embed answered, errors of its maker too. */
export async function createEmbed(api: Api, input: Readonly<Record<string, unknown>>): Promise<Created['embedCreate']> {
  const whole = { address: api.url, part: 'METRIC', origins: [], ...input }
  const { body } = await api.ask(create, { input: whole }, api.tokens.admin)
  if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors))
  return (body.data as unknown as Created).embedCreate
}

/** An embed that can be made. */
export async function makeEmbed(api: Api, input: Readonly<Record<string, unknown>>): Promise<MadeEmbed> {
  const { embed, token, snippets, userErrors } = await createEmbed(api, input)
  if (embed === null || token === null || snippets === null) throw new Error(JSON.stringify(userErrors))
  const publicId = /\/embed\/(\w+)#/.exec(snippets.address)?.[1] ?? ''
  return { id: embed.id, publicId, token, snippets }
}

export async function revokeEmbed(api: Api, id: string): Promise<void> {
  const { body } = await api.ask(
    'mutation ($id: ID!) { embedRevoke(id: $id) { userErrors { code } } }',
    { id },
    api.tokens.admin,
  )
  if (JSON.stringify(body.data) !== '{"embedRevoke":{"userErrors":[]}}') throw new Error(JSON.stringify(body))
}

/** Sends a body as whoever holds an embed does. */
export async function askEmbedded(
  api: Api,
  { token, publicId }: Pick<MadeEmbed, 'token' | 'publicId'>,
  { body = { documentId: 'embed' }, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${api.url}/graphql?embed=${publicId}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answered }
}

interface Answered {
  readonly data: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
}
