import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLObjectType, type GraphQLSchema } from 'graphql'
import { type Action, may, scopesFor } from '#access/scope'
import type { Asked } from '../asked.ts'
import { Refusal } from '../refusal.ts'
import { answering } from './subscribe.ts'

type Resolve = GraphQLFieldResolver<unknown, Asked>

/** What each field of the roots asks of its viewer; whatever is not named here asks what its root does. */
export const needed: Readonly<Record<string, Action>> = {
  Query: 'read',
  Subscription: 'read',
  Mutation: 'administer',
  'Query.embeds': 'administer',
  'Query.channels': 'administer',
  'Query.overridePreview': 'administer',
  'Query.overrideRevokePreview': 'administer',
  'Query.reportSchedules': 'administer',
  'Query.sourceHistory': 'administer',
  'Query.sourcePreview': 'administer',
  'Query.sourceRepositories': 'administer',
  'Query.tokens': 'administer',
  'Mutation.eventsRecord': 'ingest',
}

export function actionOf(root: string, field: string): Action {
  return needed[`${root}.${field}`] ?? needed[root] ?? 'administer'
}

function guarded(resolve: Resolve, action: Action): Resolve {
  return (source, args, context, info) => {
    const wanted = action === 'read' && context.isRegistered === true ? 'readRegistered' : action
    if (!may(context.viewer, wanted)) {
      const message = `The token needs the scope ${scopesFor(action)[0]} for \`${info.fieldName}\`.`
      throw new Refusal('FORBIDDEN', message, { field: info.fieldName })
    }
    return resolve(source, args, context, info)
  }
}

function guardRoot(root: GraphQLObjectType): void {
  for (const field of Object.values(root.getFields())) {
    const action = actionOf(root.name, field.name)
    field.resolve = guarded((field.resolve ?? defaultFieldResolver) as Resolve, action)
    if (field.subscribe) field.subscribe = answering(guarded(field.subscribe as Resolve, action))
  }
}

/** Puts the policy before every way into the schema, so that no resolver can forget it. */
export function guardSchema(schema: GraphQLSchema): GraphQLSchema {
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    if (root) guardRoot(root)
  }
  return schema
}
