/** An error as GraphQL tells it, as far as what asks reads it. */
export interface GraphqlError {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: { readonly code?: string; readonly retryAfterSeconds?: number }
}

export interface Envelope<T> {
  readonly data?: T | null
  readonly errors?: readonly GraphqlError[]
}

/** The error of one entry of a list, whose numbers say so too: it keeps the others from nobody. */
function isOfOneAmongMany({ path, extensions }: GraphqlError): boolean {
  return extensions?.code === 'AMBIGUOUS_ENVIRONMENT' && (path ?? []).some((part) => /^\d+$/.test(String(part)))
}

/** The error for which an answer cannot be shown, wherever it is shown; undefined where it can. */
export function blockingError({ data, errors = [] }: Envelope<unknown>): GraphqlError | undefined {
  return errors.find((error) => !data || !isOfOneAmongMany(error))
}
