/** Why the cluster did not give what was asked for. */
export type FailureKind =
  /** 401: the token is not (or no longer) good. */
  | 'UNAUTHORIZED'
  /** 403: the service account may not read this resource. */
  | 'FORBIDDEN'
  /** 404: the cluster does not know this resource. */
  | 'MISSING'
  /** 410: what was read before is too old to go on from. */
  | 'GONE'
  /** 429 and 5xx, and everything that breaks on the way. */
  | 'BUSY'
  /** It was more than is taken. */
  | 'TOO_LARGE'

/** What the cluster answered, or that it did not; `retryAfter` in milliseconds where it says when to come again. */
export class ClusterFailure extends Error {
  readonly code = 'CLUSTER_FAILURE'
  readonly kind: FailureKind
  readonly retryAfter: number | null

  constructor(kind: FailureKind, message: string, retryAfter: number | null = null) {
    super(message)
    this.name = 'ClusterFailure'
    this.kind = kind
    this.retryAfter = retryAfter
  }
}

const kinds: Readonly<Record<number, FailureKind>> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'MISSING',
  410: 'GONE',
}

/** What an answer of this status means; everything else that is no success passes by itself, or is tried again. */
export function failureOf(status: number, message: string, retryAfter: number | null = null): ClusterFailure {
  return new ClusterFailure(
    kinds[status] ?? 'BUSY',
    `the cluster answered ${status}: ${message.slice(0, 300)}`,
    retryAfter,
  )
}

/** Whatever was thrown, as a failure of the cluster. */
export function asFailure(error: unknown): ClusterFailure {
  if (error instanceof ClusterFailure) return error
  return new ClusterFailure('BUSY', error instanceof Error ? error.message : String(error))
}
