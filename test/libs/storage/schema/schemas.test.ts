import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { schemas } from '#storage/schema/schemas'
import { sql } from '#storage/sql'
import { type TestDatabase, testDatabase } from '../../../support/database.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
})
afterAll(() => test.close())

interface Column {
  readonly name: string
  readonly type: string
  readonly isNullable: boolean
  readonly hasDefault: boolean
}

/** What the migrations made, columns only: TypeORM's own comparison would drop our checks and indexes. */
function made(table: string): Promise<Column[]> {
  return test.db.query<Column>(sql`
    select attname as name, format_type(atttypid, null) as type, not attnotnull as "isNullable",
           atthasdef or attidentity <> '' as "hasDefault"
      from pg_attribute
     where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
     order by attname`)
}

const typeNames: Readonly<Record<string, string>> = { timestamptz: 'timestamp with time zone' }

describe('the schemas of TypeORM', () => {
  it.each(schemas.map((schema) => [schema.options.name, schema] as const))(
    '%s has the columns of its table',
    async (name, schema) => {
      const { columns } = await test.db.withDataSource(async (dataSource) => dataSource.getMetadata(schema))
      const stated = columns.map((column): Column => {
        const plain = column.type === 'enum' ? (column.enumName ?? '') : String(column.type)
        const type = typeNames[plain] ?? plain
        return {
          name: column.databaseName,
          type: column.isArray ? `${type}[]` : type,
          isNullable: column.isNullable,
          hasDefault: column.default !== undefined || column.isGenerated,
        }
      })
      expect(stated.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(await made(name))
    },
  )
})
