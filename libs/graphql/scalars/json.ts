import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql'

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

function fromLiteral(node: ValueNode, variables?: Readonly<Record<string, unknown>> | null): JsonValue {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value)
    case Kind.NULL:
      return null
    case Kind.LIST:
      return node.values.map((value) => fromLiteral(value, variables))
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, fromLiteral(field.value, variables)]))
    case Kind.VARIABLE:
      return (variables?.[node.name.value] ?? null) as JsonValue
  }
}

function checked(value: unknown): JsonValue {
  if (value === undefined || typeof value === 'function' || typeof value === 'bigint' || typeof value === 'symbol') {
    throw new GraphQLError('this is not a JSON value', { extensions: { code: 'BAD_USER_INPUT' } })
  }
  return value as JsonValue
}

/** Whatever the sender made it: free attributes and posted events. */
export const Json = new GraphQLScalarType<JsonValue, JsonValue>({
  name: 'JSON',
  description: 'Any JSON value, kept as it was sent.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: checked,
  parseValue: checked,
  parseLiteral: fromLiteral,
})
