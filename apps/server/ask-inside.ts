import type { FastifyInstance } from 'fastify'
import type { GraphqlError } from '#dashboards/blocking-error'

/** What the API answered: what a caller over the network would have got. */
export interface InsideAnswer {
  readonly status: number
  readonly data: unknown
  readonly errors: readonly GraphqlError[]
}

/** Asks a document of ours with variables; to be given who asks. */
export type AskInside = (document: string, variables: Readonly<Record<string, unknown>>) => Promise<InsideAnswer>

/** Asks the public API within this process, by the same way and with the same policy as everybody. */
export async function askInside(
  fastify: FastifyInstance,
  authorization: string | undefined,
  document: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<InsideAnswer> {
  const answer = await fastify.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
    payload: { query: document, variables },
  })
  const { data = null, errors = [] } = answer.json<{ data?: unknown; errors?: readonly GraphqlError[] }>()
  return { status: answer.statusCode, data, errors }
}
