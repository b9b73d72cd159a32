/** What the thread of processing works on; the same for as long as it lives. */
export interface ThreadSettings {
  readonly databaseUrl: string
  /** No pooler stands in between. */
  readonly isDirect: boolean
}

/** What the thread of processing is told. */
export type Order =
  | { readonly kind: 'received' | 'committed' | 'stop' }
  /** Answered with the same number. */
  | { readonly kind: 'drain'; readonly number: number }

/** What it tells. */
export type Notice =
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'drained'; readonly number: number; readonly error: unknown }
