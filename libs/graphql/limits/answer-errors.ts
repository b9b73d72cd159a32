import { randomUUID } from 'node:crypto'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { metricMeant } from '#domain/metric-meant'
import { nearestName } from '#domain/nearest-name'
import { listed, Refusal } from '../refusal.ts'
import { enumerationValues } from '../relay/enumeration.ts'

/** Postgres ended a statement that took too long. */
const statementTimeout = '57014'
/** Postgres keeps no text with a null character. */
const nullCharacter = '22021'

function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error
}

/** Fastify and Mercurius refuse what is no question at all: their words are for the asker. */
function isOfTransport(error: unknown): error is Error {
  const { statusCode } = error as { readonly statusCode?: unknown }
  return error instanceof Error && typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' ? code : undefined
}

function place(error: unknown): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  if (!(error instanceof GraphQLError)) return {}
  return {
    ...(error.locations === undefined ? {} : { locations: error.locations }),
    ...(error.path === undefined ? {} : { path: error.path }),
  }
}

/** Who holds an embed is answered of one environment, and learns of no other. */
const toHolders: Readonly<Record<string, string>> = {
  UNKNOWN_ENVIRONMENT: 'There is no such environment any more.',
  UNKNOWN_SERVICE: 'There is no such service any more.',
  UNKNOWN_TEAM: 'There is no such team any more.',
  AMBIGUOUS_ENVIRONMENT: 'There are several environments of this tier; the embed must name one of them.',
}

/** An answer to whoever holds an embed: without the names that one who may read everything could choose from. */
export function forHolder(answered: GraphQLFormattedError): GraphQLFormattedError {
  const code = answered.extensions?.['code']
  return { ...answered, message: (typeof code === 'string' ? toHolders[code] : undefined) ?? answered.message }
}

/** Errors of the language itself (syntax, validation, variables) have no cause, or one that GraphQL made. */
function isOfLanguage(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false
  const cause = error.originalError
  return cause === undefined || cause === null || (cause instanceof GraphQLError && isOfLanguage(cause))
}

const gotInvalid = /^(Variable "[^"]*" got) invalid value /
/** Where in a variable; quotes within a value are escaped. */
const atPath = / at "[\w.[\]]+"; .*$/s

/** What GraphQL says of an input that is none, without its value: it may hold a secret, and logs of the asker keep errors. */
function withoutValue(message: string): string {
  const short = message
    .replace(/(String cannot represent a non string value): .*$/s, '$1.')
    .replace(/(Expected value of type "[^"]*"), found (?!null\.).*$/s, '$1.')
  const got = gotInvalid.exec(short)?.[1]
  if (got === undefined) return short
  const why = atPath.exec(short)?.[0] ?? short.slice(short.lastIndexOf('; '))
  return `${got} an invalid value${why}`
}

/** An error about a value of an enum, which says no more than that. */
const noSuchValue = /(?:Value "([^"]*)" does not exist in "(\w+)" enum|Expected type (\w+))\.$/

/** Says what there is, or was meant, where a value of an enum is none. */
function withChoices(message: string): string {
  const [, given = '', named, expected = ''] = noSuchValue.exec(message) ?? []
  const values = enumerationValues(named ?? expected)
  if (values.length === 0) return message
  const near = nearestName(given, values) ?? metricMeant(given, values)
  return near === null ? `${message} There are: ${listed(values)}.` : `${message} Did you mean ${near}?`
}

/**
 * What the asker sees of an error: their own mistakes in full; of ours an id, under which `report` keeps the rest.
 */
export function answerOf(error: unknown, report: (id: string, error: unknown) => void): GraphQLFormattedError {
  const cause = causeOf(error)
  if (cause instanceof Refusal) return { message: cause.message, ...place(error), extensions: cause.extensions }
  if (codeOf(cause) === statementTimeout) {
    const message = 'The question takes the database too long; take a shorter window, fewer services or a smaller page.'
    return { message, ...place(error), extensions: { code: 'TIMEOUT' } }
  }
  if (codeOf(cause) === nullCharacter) {
    return { message: 'A text holds a null character.', ...place(error), extensions: { code: 'BAD_USER_INPUT' } }
  }
  if (isOfLanguage(error)) {
    const { extensions, message } = error
    return {
      message: withChoices(withoutValue(message)),
      ...place(error),
      extensions: { ...extensions, code: extensions?.['code'] ?? 'BAD_USER_INPUT' },
    }
  }
  if (isOfTransport(cause)) return { message: cause.message, extensions: { code: 'BAD_USER_INPUT' } }
  const id = randomUUID()
  report(id, cause)
  const message = `Something went wrong here, not with the question. Ask the operator to look for ${id} in the log.`
  return { message, ...place(error), extensions: { code: 'INTERNAL', id } }
}
