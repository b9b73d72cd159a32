import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'

function read(value: unknown): string {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
    const instant = Date.parse(`${value}T00:00:00Z`)
    if (!Number.isNaN(instant) && new Date(instant).toISOString().startsWith(value)) return value
  }
  throw new GraphQLError(`${JSON.stringify(value)?.slice(0, 60)} is not a calendar day; write it as 2026-03-02`, {
    extensions: { code: 'BAD_USER_INPUT' },
  })
}

/** A calendar day as text, in the time zone that the field names. */
export const CalendarDate = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A calendar day without a time, written as 2026-03-02.',
  serialize: read,
  parseValue: read,
  parseLiteral(node) {
    return read(node.kind === Kind.STRING ? node.value : undefined)
  },
})
