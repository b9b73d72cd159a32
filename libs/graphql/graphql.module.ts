import 'reflect-metadata'
import { type DynamicModule, Module } from '@nestjs/common'
import { APP_FILTER } from '@nestjs/core'
import { GraphQLModule } from '@nestjs/graphql'
import { GraphQLError } from 'graphql'
import type { MercuriusDriverConfig } from '@nestjs/mercurius'
import type { Viewer } from '#access/scope'
import { SchemaDriver } from './driver.ts'
import { answerOf, forHolder } from './limits/answer-errors.ts'
import { documentLimits, documentRule } from './limits/document-rules.ts'
import { noteFirstMessage } from './limits/first-message.ts'
import { guardSchema } from './limits/guard.ts'
import { hooksOf } from './limits/hooks.ts'
import { ResolverErrors } from './limits/resolver-errors.ts'
import { admit, authorizationOf, keepNamedOperation, keepOwnDocument, viewerOf } from './limits/transport.ts'
import type { Outside } from './outside.ts'
import { Refusal } from './refusal.ts'
import { resolvers } from './resolvers.ts'

/** Largest body, as at the event door: `eventsRecord` takes as many events. */
const bodyLimit = 10_485_760
/** Documents that are kept with their compiled form. */
const keptDocuments = 256
/** A WebSocket that says nothing for so long is closed; those that proved themselves are pinged more often. */
const silenceLimit = 60_000
const pingEvery = 25_000

function errorFormatter(outside: Outside): NonNullable<MercuriusDriverConfig['errorFormatter']> {
  return ({ data, errors }, context) => {
    const report = (id: string, error: unknown): void => outside.reportFault(id, error)
    const flat = errors.flatMap((error) => {
      const many = (error.originalError as { readonly errors?: unknown } | undefined)?.errors
      return Array.isArray(many) ? many.map(refusedByTransport) : [error]
    })
    const isHolder = (context as { readonly viewer?: Viewer | null } | null)?.viewer?.embed !== undefined
    const answers = flat.map((error) => answerOf(error, report)).map((each) => (isHolder ? forHolder(each) : each))
    return {
      statusCode: data === undefined ? statusOf(errors[0], answers[0]) : 200,
      response: { data: data ?? null, errors: answers },
    }
  }
}

/** Errors of the language stand beside those of the transport, which say only in words what does not fit. */
function refusedByTransport(error: unknown): unknown {
  if (error instanceof GraphQLError || !(error instanceof Error)) return error
  return new Refusal('BAD_USER_INPUT', error.message)
}

/** What never came to be executed has a status of its own; the rest is an answer, with its errors in it. */
function statusOf(
  error: unknown,
  answer: { readonly extensions?: { readonly [name: string]: unknown } } | undefined,
): number {
  const code = answer?.extensions?.['code']
  if (code === 'UNAUTHENTICATED') return 401
  if (code === 'INTERNAL') return 500
  const stated = (error as { readonly originalError?: { readonly statusCode?: unknown } } | undefined)?.originalError
    ?.statusCode
  return typeof stated === 'number' && stated >= 400 && stated < 500 ? stated : 400
}

function subscriptionOf(outside: Outside): NonNullable<MercuriusDriverConfig['subscription']> {
  return {
    fullWsTransport: true,
    keepAlive: pingEvery,
    verifyClient({ req }, next) {
      req.socket.setTimeout(silenceLimit, () => req.socket.destroy())
      next(true)
    },
    context(socket) {
      noteFirstMessage(socket)
      return {}
    },
    async onConnect({ payload }) {
      const authorization = authorizationOf(payload)
      const viewer = authorization === undefined ? null : await outside.authenticate(authorization)
      return viewer === null ? false : { viewer, authorization }
    },
  }
}

/** Options of Mercurius with every limit; the CDN's GraphiQL stays off. */
function optionsOf(outside: Outside): MercuriusDriverConfig {
  return {
    driver: SchemaDriver,
    path: '/graphql',
    transformSchema: guardSchema,
    graphiql: false,
    ide: false,
    jit: 1,
    cache: keptDocuments,
    allowBatchedQueries: false,
    graphql: { parseOptions: { maxTokens: documentLimits.tokens }, validateOptions: { maxErrors: 10 } },
    validationRules: [documentRule],
    hooks: hooksOf(outside),
    context: (request) => ({ viewer: viewerOf(request) }),
    subscription: subscriptionOf(outside),
    errorFormatter: errorFormatter(outside),
    additionalRouteOptions: {
      bodyLimit,
      preParsing: async (request, reply, payload) => {
        await admit(request, reply, outside)
        return payload
      },
      preHandler: async (request, reply) => {
        if (keepOwnDocument(request, reply) !== null) return reply
        keepNamedOperation(request)
        return undefined
      },
    },
  }
}

/** The API at `/graphql`, over HTTP and WebSocket. */
@Module({})
export class GraphqlModule {
  static of(outside: Outside): DynamicModule {
    return {
      module: GraphqlModule,
      imports: [GraphQLModule.forRoot<MercuriusDriverConfig>(optionsOf(outside))],
      providers: [...resolvers, { provide: APP_FILTER, useClass: ResolverErrors }],
    }
  }
}
