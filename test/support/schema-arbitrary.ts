import fc from 'fast-check'

/** The part of JSON Schema that our own schemas use. */
export interface JsonSchema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly format?: string
  readonly pattern?: string
}

const from = new Date('1990-01-01T00:00:00Z')
const to = new Date('2026-03-09T00:00:00Z')

function time(): fc.Arbitrary<unknown> {
  const offset = fc.constantFrom('Z', 'z', '+00:00', '+05:30', '-0800', '+14')
  return fc.tuple(fc.date({ min: from, max: to, noInvalidDate: true }), offset).map(([date, text]) => {
    const written = text === 'z' ? date.toISOString().toLowerCase() : date.toISOString().replace('Z', text)
    return Date.parse(date.toISOString()) < Date.UTC(1990, 0, 2) ? date.toISOString() : written
  })
}

function text({ minLength = 0, maxLength = 100, pattern }: JsonSchema): fc.Arbitrary<unknown> {
  const longest = Math.min(maxLength, 20)
  if (pattern?.includes('https') === true) return fc.webUrl().filter((url) => url.length <= maxLength)
  if (pattern === undefined) return fc.string({ unit: 'grapheme', minLength, maxLength: longest }).filter(storable)
  return fc
    .string({ unit: 'grapheme', minLength, maxLength: longest })
    .map((value) => `x${value}`.slice(0, maxLength))
    .filter(storable)
}

function storable(value: unknown): boolean {
  return typeof value === 'string' && value.isWellFormed() && !value.includes('\0')
}

function object({ properties = {}, required = [], additionalProperties }: JsonSchema): fc.Arbitrary<unknown> {
  if (typeof additionalProperties === 'object') {
    const key = fc.string({ minLength: 1, maxLength: 10 }).filter((name) => storable(name) && name !== '__proto__')
    return fc.dictionary(key, arbitraryOf(additionalProperties), { maxKeys: 4, noNullPrototype: true })
  }
  const fields = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, arbitraryOf(schema)]))
  return fc.record(fields, { requiredKeys: [...required], noNullPrototype: true })
}

/** Values that fit a schema. */
export function arbitraryOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(arbitraryOf))
  if (schema.format === 'date-time') return time()
  const { minimum = -1e6, maximum = 1e6 } = schema
  switch (schema.type) {
    case 'string':
      return text(schema)
    case 'integer':
      return fc.integer({ min: Math.max(minimum, -1e9), max: Math.min(maximum, 2_147_483_647) })
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}), { maxLength: 4 })
    case 'null':
      return fc.constant(null)
    default:
      return object(schema)
  }
}
