/**
 * Every reason for which an event is refused, with what its sender can do. A sender may rely on the codes; the messages
 * are for people and may be reworded.
 */
export const errorCodes = {
  MALFORMED_JSON: 'The body or line is not one JSON value in UTF-8.',
  WRONG_TYPE: 'A value has another JSON type than the field holds.',
  UNKNOWN_TYPE: 'The event names a type that the contract does not have.',
  UNKNOWN_FIELD: 'The event has a field that its type does not have; nothing is dropped in silence.',
  REQUIRED: 'A field that the type needs is missing or null.',
  EMPTY: 'A name or key is empty or blank.',
  WRONG_VALUE: 'The value is none of those allowed, or out of range, or not in the format of the field.',
  CONTRADICTION: 'Two fields of the event say opposite things.',
  TIME_OUT_OF_RANGE: 'A time is before 1990, more than 24 hours ahead, or (recordedAt) in the future.',
  TOO_LONG: 'A text is longer than its field may be.',
  TOO_MANY: 'A list or the attributes have more entries than they may.',
  TOO_DEEP: 'Values are nested deeper than any event needs.',
  TOO_LARGE: 'A line of NDJSON is over 1 MiB.',
  INVALID_TEXT: 'A text holds a NUL character or half of a surrogate pair, which no database can keep.',
  FOREIGN_SOURCE: 'The event names another source than that of the token, which lacks the scope ingest:*.',
  RESERVED_SOURCE: 'The event speaks under the name of a repository that Leadline reads by itself.',
  IMPORT_ONLY: 'recordedAt is for restoring an export, and the token lacks the scope import.',
  NOT_STORABLE: 'The database refused the row; the event is kept in quarantine.',
} as const

export type ErrorCode = keyof typeof errorCodes

/** Why one event was not taken. */
export interface Refusal {
  readonly code: ErrorCode
  /** Path of the field, such as `images[0].tag`; null where the event as a whole is meant. */
  readonly field: string | null
  /** What is wrong and what to do, for people. */
  readonly message: string
}

const longestName = 100

/** The name of a field as it may stand in an answer: never longer than 100 characters, never a control character. */
export function shortName(name: string): string {
  const plain = name.toWellFormed().replaceAll(/\p{Cc}/gu, '\uFFFD')
  return plain.length <= longestName ? plain : `${plain.slice(0, longestName).toWellFormed()}…`
}

/** Joins a path the way JavaScript writes it: `images[0].tag`. Null for the empty path. */
export function fieldPath(path: readonly PropertyKey[]): string | null {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else text += text === '' ? shortName(String(part)) : `.${shortName(String(part))}`
  }
  return text === '' ? null : text
}
