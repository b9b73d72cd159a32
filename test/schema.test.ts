import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  printSchema,
  specifiedRules,
  validate,
} from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { costLimit, costOf } from '#graphql/limits/cost'
import { documentRule } from '#graphql/limits/document-rules'
import { productSchema } from '#graphql/product-schema'
import { root, sourcePaths } from './support/source-files.ts'

/** The contract lies beside the project where it was made; elsewhere the committed schema is what there is to compare. */
const contractPath = join(root, '../shared/schema.graphql')

let schema: GraphQLSchema
const own = (type: GraphQLNamedType): boolean => !type.name.startsWith('__')

beforeAll(async () => {
  schema = await productSchema()
})

/** Whether `wider` may stand wherever `type` is promised: as it is, or not null where null was allowed. */
function keeps(promised: GraphQLType, given: GraphQLType): boolean {
  if (isNonNullType(promised)) return isNonNullType(given) && keeps(promised.ofType, given.ofType)
  if (isNonNullType(given)) return keeps(promised, given.ofType)
  if (isListType(promised)) return isListType(given) && keeps(promised.ofType, given.ofType)
  return String(promised) === String(given)
}

function missingArguments(
  place: string,
  promised: readonly GraphQLArgument[],
  given: readonly GraphQLArgument[],
): string[] {
  const lost = promised.flatMap((argument) => {
    const found = given.find((each) => each.name === argument.name)
    if (found === undefined) return [`${place}(${argument.name})`]
    const same = String(found.type) === String(argument.type)
    const sameDefault = JSON.stringify(found.defaultValue) === JSON.stringify(argument.defaultValue)
    return same && sameDefault
      ? []
      : [`${place}(${argument.name}: ${String(found.type)} = ${JSON.stringify(found.defaultValue)})`]
  })
  const demanding = given
    .filter((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined)
    .filter((argument) => !promised.some((each) => each.name === argument.name))
  return [...lost, ...demanding.map((argument) => `${place}(${argument.name}) is demanded`)]
}

function missingFields(
  type: GraphQLNamedType,
  promised: Readonly<Record<string, GraphQLField<unknown, unknown> | GraphQLInputField>>,
  given: Readonly<Record<string, GraphQLField<unknown, unknown> | GraphQLInputField>>,
): string[] {
  return Object.values(promised).flatMap((field) => {
    const place = `${type.name}.${field.name}`
    const found = given[field.name]
    if (found === undefined) return [place]
    if (isInputObjectType(type)) {
      const same = JSON.stringify(['defaultValue' in found ? found.defaultValue : null, String(found.type)])
      return same === JSON.stringify(['defaultValue' in field ? field.defaultValue : null, String(field.type)])
        ? []
        : [place]
    }
    if (!keeps(field.type, found.type)) return [`${place}: ${String(found.type)} is not ${String(field.type)}`]
    return 'args' in field && 'args' in found ? missingArguments(place, field.args, found.args) : []
  })
}

/** What a schema lacks of another. */
function lacking(promised: GraphQLSchema, given: GraphQLSchema): string[] {
  return Object.values(promised.getTypeMap())
    .filter(own)
    .flatMap((type) => {
      const found = given.getType(type.name)
      if (found === undefined || found.constructor !== type.constructor) return [type.name]
      if (isEnumType(type) && isEnumType(found)) {
        return type
          .getValues()
          .filter((value) => found.getValue(value.name) === undefined)
          .map((value) => `${type.name}.${value.name}`)
      }
      const lost =
        isObjectType(type) && isObjectType(found)
          ? type
              .getInterfaces()
              .filter((each) => !found.getInterfaces().some((has) => has.name === each.name))
              .map((each) => `${type.name} implements ${each.name}`)
          : []
      if (isObjectType(type) && isObjectType(found))
        return [...lost, ...missingFields(type, type.getFields(), found.getFields())]
      if (isInterfaceType(type) && isInterfaceType(found))
        return missingFields(type, type.getFields(), found.getFields())
      if (isInputObjectType(type) && isInputObjectType(found))
        return missingFields(type, type.getFields(), found.getFields())
      return []
    })
}

describe('the schema', () => {
  it('is committed as it is generated; renew it with vitest run test/schema.test.ts -u', async () => {
    await expect(`${printSchema(schema)}\n`).toMatchFileSnapshot('../schema.graphql')
  })

  it.runIf(existsSync(contractPath))('holds all of the contract by its names', () => {
    const contract = buildSchema(readFileSync(contractPath, 'utf8'))
    expect(Object.keys(contract.getTypeMap()).length).toBeGreaterThan(80)
    expect(lacking(contract, schema)).toEqual([])
  })

  it.each([
    ['a type that is gone', 'type Query { a: Int } type Gone { a: Int }', ['Gone']],
    ['a field that is gone', 'type Query { a: Int gone: Int }', ['Query.gone']],
    ['a promise that was loosened', 'type Query { a: Int! }', ['Query.a: Int is not Int!']],
    ['an argument that is gone', 'type Query { a(b: Int): Int }', ['Query.a(b)']],
  ])('would be missed: %s', (_what, promised, lost) => {
    expect(lacking(buildSchema(promised), buildSchema('type Query { a: Int }'))).toEqual(lost)
  })

  it('describes every type, field, argument and value in a sentence', () => {
    const sentence = /^[A-Z`].*[.?]$/s
    const bare: string[] = []
    const look = (place: string, description: string | null | undefined): void => {
      if (!sentence.test(description ?? '')) bare.push(`${place}: ${description ?? ''}`)
    }
    const builtIn = new Set(['String', 'Int', 'Float', 'Boolean', 'ID', 'Query', 'Mutation', 'Subscription'])
    for (const type of Object.values(schema.getTypeMap()).filter(own)) {
      if (!builtIn.has(type.name)) look(type.name, type.description)
      if (isEnumType(type)) for (const value of type.getValues()) look(`${type.name}.${value.name}`, value.description)
      if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue
      for (const field of Object.values(type.getFields())) {
        look(`${type.name}.${field.name}`, field.description)
        for (const argument of 'args' in field ? field.args : [])
          look(`${type.name}.${field.name}(${argument.name})`, argument.description)
      }
    }
    expect(bare).toEqual([])
  })

  it('has no null in a list, and no null for a list that it answers', () => {
    const loose: string[] = []
    for (const type of Object.values(schema.getTypeMap()).filter(own)) {
      if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) continue
      for (const field of Object.values(type.getFields())) {
        const inner = isNonNullType(field.type) ? field.type.ofType : field.type
        if (!isListType(inner)) continue
        const mayBeNull = isInputObjectType(type) || (type.name === 'UserError' && field.name === 'field')
        if (!isNonNullType(inner.ofType) || (!mayBeNull && !isNonNullType(field.type)))
          loose.push(`${type.name}.${field.name}`)
      }
    }
    expect(loose).toEqual([])
  })

  it('gives every connection one shape, and pages it with first and after', () => {
    const connections = Object.values(schema.getTypeMap()).filter((type) => type.name.endsWith('Connection'))
    expect(connections.length).toBeGreaterThan(8)
    for (const type of connections) {
      const name = type.name.replace('Connection', '')
      const fields = isObjectType(type)
        ? Object.values(type.getFields()).map((field) => `${field.name}: ${String(field.type)}`)
        : []
      expect(fields.toSorted()).toEqual(
        [`edges: [${name}Edge!]!`, `nodes: [${name}!]!`, 'pageInfo: PageInfo!', 'totalCount: Int!'].toSorted(),
      )
    }
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type)) continue
      for (const field of Object.values(type.getFields())) {
        if (!String(field.type).endsWith('Connection!')) continue
        const given = field.args
          .filter(({ name }) => name === 'first' || name === 'after')
          .map(({ name, type: of }) => `${name}: ${String(of)}`)
        expect(given.toSorted(), `${type.name}.${field.name}`).toEqual(['after: String', 'first: Int!'])
      }
    }
  })
})

describe('every document', () => {
  const paths = sourcePaths().filter((path) => /^(dashboards|examples)\/.*\.graphql$/.test(path))
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const pasted = [...readme.matchAll(/```graphql\n([\s\S]*?)```/g)].map((match, index) => [
    `README ${index + 1}`,
    match[1] ?? '',
  ])
  const files = paths.map((path) => [basename(path), readFileSync(join(root, path), 'utf8')])

  it.each([...files, ...pasted])('%s is valid and within the limits', (_name, text) => {
    const errors = validate(schema, parse(text), [...specifiedRules, documentRule])
    expect(errors.map((error) => error.message)).toEqual([])
    expect(costOf(schema, parse(text), {})).toBeLessThanOrEqual(costLimit)
  })

  it('is found', () => {
    expect(files.length).toBeGreaterThan(0)
  })
})
