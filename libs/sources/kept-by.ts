import * as z from 'zod'
import { recordIn } from '#domain/json-value'
import { keptText } from '#domain/masked-text'

/** How the texts of a schema are kept, where that is not as texts are. */
export type TextsBySchema = ReadonlyMap<unknown, (text: string) => string>

const asTexts: TextsBySchema = new Map()

/**
 * Of a value that which its schema reads, unread, with no credentials in its texts; undefined of what it cannot read. What is stored
 * of a delivery is so what is read of it, and nothing that comes beside.
 */
export function keptBy(schema: unknown, value: unknown, texts: TextsBySchema = asTexts): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return keptBy(schema.unwrap(), value, texts)
  const own = texts.get(schema)
  if (own !== undefined && typeof value === 'string') return own(value)
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  if (schema instanceof z.ZodArray)
    return Array.isArray(value) ? value.map((each) => keptBy(schema.element, each, texts) ?? null) : undefined
  const isRecord = schema instanceof z.ZodRecord
  if (!isRecord && !(schema instanceof z.ZodObject)) return typeof value === 'string' ? keptText(value) : undefined
  // That something else stands there is to be seen; what it is may be a secret.
  if (typeof value !== 'object' || Array.isArray(value)) return typeof value === 'string' ? '…' : undefined
  const given = recordIn(value)
  const entries: readonly (readonly [string, unknown])[] = isRecord
    ? Object.keys(given).map((name) => [name, schema.valueType])
    : Object.entries(schema.shape)
  const held = entries.flatMap(([name, inner]) => {
    const kept = Object.hasOwn(given, name) ? keptBy(inner, given[name], texts) : undefined
    return kept === undefined ? [] : [[name, kept] as const]
  })
  return Object.fromEntries(held)
}
