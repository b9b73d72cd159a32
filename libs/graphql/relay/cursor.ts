import { createHash } from 'node:crypto'
import { Refusal } from '../refusal.ts'

export type CursorKey = readonly (string | number | null)[]

/** Objects with their keys in order: graphql-js and graphql-jit give arguments in different orders. */
function inKeyOrder(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** A short text that differs when the question differs: a cursor holds it, so that it serves its own list only. */
export function questionOf(...what: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(what, inKeyOrder)).digest('base64url').slice(0, 12)
}

export function cursorOf(question: string, key: CursorKey): string {
  return Buffer.from(JSON.stringify([questionOf(question, key), ...key])).toString('base64url')
}

/**
 * The key at which a page goes on; null for the first page.
 *
 * @param size how many parts a key of this list has
 * @throws Refusal BAD_CURSOR
 */
export function readCursor(cursor: string | null | undefined, question: string, size: number): CursorKey | null {
  if (cursor === null || cursor === undefined) return null
  const value = decoded(cursor)
  if (value === null || value.length !== size + 1) {
    throw new Refusal('BAD_CURSOR', '`after` is not a cursor of this API; hand back an `endCursor` as it came.', {
      field: 'after',
    })
  }
  const [check, ...key] = value
  // Over the key too: a time that was written into it may be none.
  if (check !== questionOf(question, key)) {
    throw new Refusal(
      'BAD_CURSOR',
      '`after` is the cursor of another list, or was changed; a cursor goes on only with the same list, filter and order.',
      { field: 'after' },
    )
  }
  return key
}

function decoded(cursor: string): CursorKey | null {
  if (cursor.length > 4_000 || !/^[\w-]+$/.test(cursor)) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (!Array.isArray(value)) return null
    const plain = value.every((part) => part === null || typeof part === 'string' || Number.isFinite(part))
    return plain ? (value as CursorKey) : null
  } catch {
    return null
  }
}
