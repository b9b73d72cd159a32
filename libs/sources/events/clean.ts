import { fieldPath, type Refusal, shortName } from './error-codes.ts'

/** No event nests deeper than event, list, entry; what is deeper is noise or an attack. */
const deepest = 6

/** The one name that does not stand for itself where an object is copied key by key. No attribute may be called so. */
const forbidden = '__proto__'

/** More entries than any list or object of an event may have; `fields.ts` has the narrower caps. */
const mostEntries = 10_000

type Path = readonly (string | number)[]

type Cleaned = { readonly value: unknown; readonly refusal: null } | { readonly value: null; readonly refusal: Refusal }

function refuse(code: Refusal['code'], path: Path, message: string): Cleaned {
  return { value: null, refusal: { code, field: fieldPath(path), message } }
}

function invalidText(text: string): boolean {
  return text.includes('\0') || !text.isWellFormed()
}

const invalidTextMessage = 'Text may hold no NUL character and no half of a surrogate pair; remove it.'

function tooMany(path: Path): Cleaned {
  return refuse('TOO_MANY', path, `More than ${mostEntries} entries in one place; send fewer.`)
}

function cleanList(list: readonly unknown[], path: Path): Cleaned {
  if (list.length > mostEntries) return tooMany(path)
  const values: unknown[] = []
  for (const [index, item] of list.entries()) {
    const cleaned = clean(item, [...path, index])
    if (cleaned.refusal !== null) return cleaned
    values.push(cleaned.value)
  }
  return { value: values, refusal: null }
}

function cleanObject(object: Readonly<Record<string, unknown>>, path: Path): Cleaned {
  const values: Record<string, unknown> = {}
  const keys = Object.keys(object)
  if (keys.length > mostEntries) return tooMany(path)
  for (const key of keys) {
    if (key === forbidden)
      return refuse('UNKNOWN_FIELD', [...path, key], `No field may be called ${key}; remove or rename it.`)
    if (invalidText(key)) return refuse('INVALID_TEXT', [...path, shortName(key)], invalidTextMessage)
    const item = object[key]
    if (item === null || item === undefined) continue
    const cleaned = clean(item, [...path, key])
    if (cleaned.refusal !== null) return cleaned
    values[key] = cleaned.value
  }
  return { value: values, refusal: null }
}

/**
 * A copy without what the contract calls left out (null), refused where no event of any type could hold it: text that
 * cannot be stored, keys that reach into prototypes, nesting beyond what the contract has.
 */
export function clean(value: unknown, path: Path = []): Cleaned {
  if (typeof value === 'string')
    return invalidText(value) ? refuse('INVALID_TEXT', path, invalidTextMessage) : { value, refusal: null }
  if (typeof value === 'number') return { value: value === 0 ? 0 : value, refusal: null }
  if (typeof value !== 'object' || value === null) return { value, refusal: null }
  if (path.length >= deepest)
    return refuse('TOO_DEEP', path.slice(0, 2), `Values are nested more than ${deepest} deep; no event needs that.`)
  if (Array.isArray(value)) return cleanList(value as unknown[], path)
  return cleanObject(value as Record<string, unknown>, path)
}
