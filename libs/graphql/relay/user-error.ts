import type { UserErrorType } from './user-error.type.ts'

/** A reason of refusal that the caller can mend. */
export function userError(code: string, message: string, ...field: readonly string[]): UserErrorType {
  return { code, message, field: field.length === 0 ? null : field }
}

const nameShape = /^[\p{L}\p{N}][\p{L}\p{N} ._:/@+-]{0,299}$/u

/** Why a text cannot be a name; null when it can. */
export function badName(text: string, ...field: readonly string[]): UserErrorType | null {
  if (nameShape.test(text)) return null
  return userError(
    'BAD_NAME',
    'A name has 1 to 300 letters, digits and . _ : / @ + - or blanks, and begins with a letter or digit.',
    ...field,
  )
}
