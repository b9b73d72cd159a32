import pg from 'pg'
import { DataSource } from 'typeorm'
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js'
import { migrations } from './migrations.ts'
import { schemas } from './schema/schemas.ts'

type Reached = Pick<PostgresDataSourceOptions, 'url' | 'applicationName' | 'extra'>

/** One connection holds a lock while the other works. */
const connections = 2

/** Opens a database for TypeORM, and closes it when `work` is done. */
export async function withDataSource<T>(
  { extra, ...reached }: Reached,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const dataSource = new DataSource({
    type: 'postgres',
    ...reached,
    // It would look for drivers of its own, where it lies and where the process runs.
    driver: { Pool: pg.Pool },
    nativeDriver: {},
    entities: [...schemas],
    migrations: [...migrations],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    extra: { ...extra, max: connections },
  })
  await dataSource.initialize()
  try {
    return await work(dataSource)
  } finally {
    await dataSource.destroy()
  }
}
