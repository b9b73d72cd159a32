import * as z from 'zod'
import { payloads } from './payload.ts'

const title = 'Event contract of Leadline'
const description =
  'One event, or a list of at most 5,000. null equals left out; unknown fields are refused. Rules between fields are in the descriptions.'

interface ObjectSchema {
  readonly properties: Readonly<Record<string, object>>
  readonly required?: readonly string[]
}

/** null equals left out, so a field that may be left out may be null. */
function nullable(schema: ObjectSchema): ObjectSchema {
  const properties = Object.entries(schema.properties).map(([name, property]) =>
    schema.required?.includes(name) === true ? [name, property] : [name, { anyOf: [property, { type: 'null' }] }],
  )
  return { ...schema, properties: Object.fromEntries(properties) as ObjectSchema['properties'] }
}

/** JSON Schema (draft 2020-12) of what may be posted to `/api/events`, made from the schemas that validate it. */
export function eventJsonSchema(): Readonly<Record<string, unknown>> {
  const definitions: Record<string, unknown> = {}
  for (const [type, schema] of Object.entries(payloads)) {
    const { $schema: _, ...definition } = z.toJSONSchema(schema)
    definitions[type] = nullable(definition as ObjectSchema)
  }
  const event = { oneOf: Object.keys(payloads).map((type) => ({ $ref: `#/$defs/${type}` })) }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    description,
    anyOf: [{ $ref: '#/$defs/event' }, { type: 'array', maxItems: 5_000, items: { $ref: '#/$defs/event' } }],
    $defs: { event, ...definitions },
  }
}
