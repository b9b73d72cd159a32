import { blockingError } from '#dashboards/blocking-error'
import type { AskInside } from '../ask-inside.ts'

/** A report cannot be made; the message says why, for whoever scheduled it. */
export class NoReport extends Error {}

/**
 * What the API of this process answers to a document of ours.
 *
 * @throws NoReport
 */
export async function answered<T>(
  ask: AskInside,
  question: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<T> {
  const { data, errors } = await ask(question, variables)
  const error = blockingError({ data, errors })
  if (data === null || error !== undefined) throw new NoReport(error?.message ?? 'The API did not answer.')
  return data as T
}

interface Page<T> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly nodes: readonly T[]
}

/** Pages of a list; of what is beyond nothing is told. */
const mostPages = 20

/** All entries of the list that a document asks for, page by page. */
export async function allAnswered<T>(
  ask: AskInside,
  question: string,
  variables: Readonly<Record<string, unknown>>,
  field: string,
): Promise<readonly T[]> {
  const all: T[] = []
  let after: string | null = null
  for (let count = 0; count < mostPages; count += 1) {
    const answer: Readonly<Record<string, Page<T>>> = await answered(ask, question, { ...variables, after })
    const page = answer[field]
    all.push(...(page?.nodes ?? []))
    after = page?.pageInfo.hasNextPage === true ? page.pageInfo.endCursor : null
    if (after === null) break
  }
  return all
}
