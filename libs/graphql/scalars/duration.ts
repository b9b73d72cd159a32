import { GraphQLError, GraphQLScalarType, Kind } from 'graphql'

const shape = /^P(?!$)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/

function read(value: unknown): string {
  if (typeof value === 'string' && value.length <= 40 && shape.test(value)) return value
  throw new GraphQLError(
    `${JSON.stringify(value)?.slice(0, 60)} is not a duration; write ISO 8601, such as P90D, P12W or PT6H`,
    { extensions: { code: 'BAD_USER_INPUT' } },
  )
}

/** The text of an ISO 8601 duration; `parseDuration` of the domain gives it a length. */
export const Duration = new GraphQLScalarType<string, string>({
  name: 'Duration',
  description: 'A span of time in ISO 8601, such as P90D for ninety days or PT6H for six hours.',
  serialize: read,
  parseValue: read,
  parseLiteral(node) {
    return read(node.kind === Kind.STRING ? node.value : undefined)
  },
})
