import { Inject } from '@nestjs/common'
import { GraphQLSchemaFactory } from '@nestjs/graphql'
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius'
import { type GraphQLFieldResolver, type GraphQLSchema, isObjectType, lexicographicSortSchema } from 'graphql'
import { resolvers } from './resolvers.ts'

type Resolve = GraphQLFieldResolver<unknown, unknown>

/** What Nest makes of the methods of the resolvers of a module, by type and field. */
type Found = Readonly<Record<string, Readonly<Record<string, Resolve | Subscribed>>>>

interface Subscribed {
  readonly subscribe: Resolve
  readonly resolve?: Resolve
}

function attach(schema: GraphQLSchema, found: Found): void {
  for (const [name, methods] of Object.entries(found)) {
    const type = schema.getType(name)
    const fields = isObjectType(type) ? type.getFields() : {}
    for (const [fieldName, method] of Object.entries(methods)) {
      const field = fields[fieldName]
      if (field === undefined) throw new Error(`${name}.${fieldName} has a resolver, and is no field of the schema.`)
      if (typeof method === 'function') field.resolve = method
      else Object.assign(field, method)
    }
  }
}

/**
 * Mercurius with the schema as the types declare it. Nest would print that schema, parse it, make a second one of it with the
 * resolvers, and carry these over to the first; and ask all of it once, as the tests do: two thirds of what it takes to start.
 */
export class SchemaDriver extends MercuriusDriver {
  @Inject(GraphQLSchemaFactory)
  private readonly factory!: GraphQLSchemaFactory

  override async generateSchema(options: MercuriusDriverConfig): Promise<GraphQLSchema> {
    const schema = await this.factory.create(resolvers, { skipCheck: true })
    const made = await this.graphQlFactory.generateSchema({
      ...options,
      typeDefs: [],
      schema,
      transformResolvers: (found) => {
        for (const each of [found].flat()) attach(schema, each as Found)
        return found
      },
    })
    return lexicographicSortSchema(made)
  }
}
