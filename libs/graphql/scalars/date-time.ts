import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'
import type { Instant } from '#domain/instant'

const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/

function read(value: unknown): Instant {
  if (typeof value === 'string' && shape.test(value)) {
    const instant = Date.parse(value)
    if (!Number.isNaN(instant)) return instant
  }
  throw new GraphQLError(
    `${JSON.stringify(value)?.slice(0, 60)} is not a moment; write ISO 8601 with an offset, such as 2026-03-02T09:00:00Z`,
    { extensions: { code: 'BAD_USER_INPUT' } },
  )
}

/** Instants on the wire: ISO 8601 in UTC to the millisecond; milliseconds inside. */
export const DateTime = new GraphQLScalarType<Instant, string>({
  name: 'DateTime',
  description: 'A moment: ISO 8601 with an offset going in, always UTC to the millisecond coming out.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize(value) {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError('a DateTime must be milliseconds')
    return new Date(value).toISOString()
  },
  parseValue: read,
  parseLiteral(node) {
    return read(node.kind === Kind.STRING ? node.value : undefined)
  },
})
