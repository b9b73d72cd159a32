import { nearestName } from '#domain/nearest-name'
import type { z } from 'zod'
import { fieldPath, type Refusal, shortName } from './error-codes.ts'

type Issue = z.core.$ZodIssue

function suggestion(key: string, known: readonly string[]): string {
  const near = nearestName(key, known)
  return near === null ? '' : ` Did you mean ${near}?`
}

function unknownField(issue: Extract<Issue, { code: 'unrecognized_keys' }>, known: readonly string[]): Refusal {
  const key = issue.keys[0] ?? ''
  const others = issue.keys.length > 1 ? ` (and ${issue.keys.length - 1} more)` : ''
  const guess = issue.path.length === 0 ? suggestion(key, known) : ''
  return {
    code: 'UNKNOWN_FIELD',
    field: fieldPath([...issue.path, key]),
    message: `There is no field ${shortName(key)}${others} here.${guess} Data of your own goes into attributes.`,
  }
}

const typeNames: Readonly<Record<string, string>> = { int: 'whole number', record: 'object', array: 'list' }

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'list' : typeof value
}

function wrongType(issue: Extract<Issue, { code: 'invalid_type' }>, value: unknown): Refusal {
  const field = fieldPath(issue.path)
  if (value === undefined) return { code: 'REQUIRED', field, message: `${field} is required; send it.` }
  const expected = typeNames[issue.expected] ?? issue.expected
  return {
    code: 'WRONG_TYPE',
    field,
    message: `${field ?? 'The event'} must be of type ${expected}, not ${typeOf(value)}.`,
  }
}

function tooBig(issue: Extract<Issue, { code: 'too_big' }>): Refusal {
  const field = fieldPath(issue.path)
  const most = String(issue.maximum)
  if (issue.origin === 'string')
    return { code: 'TOO_LONG', field, message: `${field} may have at most ${most} characters; shorten it.` }
  if (issue.origin === 'array')
    return { code: 'TOO_MANY', field, message: `${field} may have at most ${most} entries; send fewer.` }
  return { code: 'WRONG_VALUE', field, message: `${field} may be at most ${most}.` }
}

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>): Refusal {
  const field = fieldPath(issue.path)
  if (issue.origin === 'string')
    return { code: 'EMPTY', field, message: `${field} is empty; give it a value or leave it out.` }
  return { code: 'WRONG_VALUE', field, message: `${field} must be at least ${String(issue.minimum)}.` }
}

function wrongFormat(issue: Issue): Refusal {
  const field = fieldPath(issue.path)
  if (issue.message === 'blank')
    return { code: 'EMPTY', field, message: `${field} is blank; give it a value or leave it out.` }
  return { code: 'WRONG_VALUE', field, message: `${field} must be a link that begins with http:// or https://.` }
}

function unionRefusal(issue: Issue, value: unknown): Refusal {
  const field = fieldPath(issue.path)
  if (value === undefined) return { code: 'REQUIRED', field, message: `${field} is required; send it.` }
  const wanted = field?.startsWith('attributes.') === true ? 'string, number or boolean' : 'string or object'
  return { code: 'WRONG_TYPE', field, message: `${field} must be of type ${wanted}.` }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Record<PropertyKey, unknown>)[part]
  }
  return at
}

function refusalOf(issue: Issue, value: unknown, known: readonly string[]): Refusal {
  const field = fieldPath(issue.path)
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownField(issue, known)
    case 'invalid_type':
      return wrongType(issue, valueAt(value, issue.path))
    case 'too_big':
      return tooBig(issue)
    case 'too_small':
      return tooSmall(issue)
    case 'invalid_format':
      return wrongFormat(issue)
    case 'invalid_union':
      return unionRefusal(issue, valueAt(value, issue.path))
    case 'invalid_key':
      return { code: 'TOO_LONG', field, message: `The names in ${field} may have 1 to 200 characters.` }
    case 'invalid_value':
      return valueAt(value, issue.path) === undefined
        ? { code: 'REQUIRED', field, message: `${field} is required: one of ${issue.values.join(', ')}.` }
        : { code: 'WRONG_VALUE', field, message: `${field} must be one of ${issue.values.join(', ')}.` }
    default:
      return { code: 'WRONG_VALUE', field, message: `${field ?? 'The event'} is not as the contract says.` }
  }
}

/**
 * The one refusal that is told of all that a schema found: an unknown field first, because a typo makes a required
 * field seem missing too.
 */
export function refusalOfIssues(issues: readonly Issue[], value: unknown, known: readonly string[]): Refusal {
  const issue = issues.find((candidate) => candidate.code === 'unrecognized_keys') ?? issues[0]
  if (issue === undefined)
    return { code: 'WRONG_VALUE', field: null, message: 'The event is not as the contract says.' }
  return refusalOf(issue, value, known)
}
