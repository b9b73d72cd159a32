import { frequent, type Sql, sql } from '../sql.ts'
import type { Tier } from '#domain/environment'

export interface StreamRow {
  readonly id: number
  readonly serviceId: number
  readonly service: string
  readonly environmentId: number
  readonly environment: string
  readonly tier: Tier
  /** Milliseconds that blame by time alone reaches, where the catalogue gives a fixed span; null: a tenth of the gap. */
  readonly blameWindow: number | null
  /** The catalogue takes nearness in time for a sign of failure. */
  readonly blamesByTime: boolean
}

/** Of the whole catalogue, beside each row of what it holds for. */
const blameWindow = sql`(select (value ->> 'blameWindow')::float8 from setting where key = 'rules')`
const blamesByTime = sql`
  coalesce((select value::jsonb -> 'failureSigns' ? 'TIME_ONLY' from setting where key = 'rules'), true)`

/** Into which environments do these services go? */
export function streamsOfServices(serviceIds: readonly number[]): Sql {
  return frequent(sql`
    /* streams */
    select stream.id,
           stream.service_id as "serviceId",
           service.name as "service",
           stream.environment_id as "environmentId",
           environment.name as "environment",
           environment.tier,
           ${blameWindow} as "blameWindow",
           ${blamesByTime} as "blamesByTime"
      from stream
      join service on service.id = stream.service_id
      join environment on environment.id = stream.environment_id
     where stream.service_id = any(${serviceIds}::integer[])
     order by stream.service_id, environment.name collate "C"`)
}

/** Which streams are these? */
export function streamsById(ids: readonly number[]): Sql {
  return sql`
    /* streams: by id */
    select stream.id,
           stream.service_id as "serviceId",
           service.name as "service",
           stream.environment_id as "environmentId",
           environment.name as "environment",
           environment.tier,
           ${blameWindow} as "blameWindow",
           ${blamesByTime} as "blamesByTime"
      from stream
      join service on service.id = stream.service_id
      join environment on environment.id = stream.environment_id
     where stream.id = any(${ids}::integer[])`
}
