import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql'
import { type GraphQLSchema, lexicographicSortSchema } from 'graphql'
import { resolvers } from './resolvers.ts'

/** The schema of the product as its types declare it, sorted; it answers nothing. */
export async function productSchema(): Promise<GraphQLSchema> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false })
  try {
    return lexicographicSortSchema(await app.get(GraphQLSchemaFactory).create(resolvers))
  } finally {
    await app.close()
  }
}
