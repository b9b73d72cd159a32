import { nameFault } from '#domain/given-name'
import type { UserErrorType } from './user-error.type.ts'

/** A reason of refusal that the caller can mend. */
export function userError(code: string, message: string, ...field: readonly string[]): UserErrorType {
  return { code, message, field: field.length === 0 ? null : field }
}

/** Why a text cannot be a name; null when it can. */
export function badName(text: string, ...field: readonly string[]): UserErrorType | null {
  const wrong = nameFault(text)
  return wrong === null ? null : userError('BAD_NAME', wrong, ...field)
}
