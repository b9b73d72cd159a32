import { DAY, type Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { addAlert, noteAlertEvent } from '#storage/stores/alerts'

/** An alert of lead time as a look of yesterday left it, to be told where people are told of it. */
export async function openAlert(
  db: Database,
  {
    service,
    environment,
    level = 'ALERT',
    now,
  }: {
    readonly service: string
    readonly environment: string
    readonly level?: 'ALERT' | 'WATCH'
    readonly now: Instant
  },
): Promise<number> {
  const [stream] = await db.query<{ readonly serviceId: number; readonly environmentId: number }>(sql`
    select service_id as "serviceId", environment_id as "environmentId" from stream
      join service on service.id = service_id join environment on environment.id = environment_id
     where service.name = ${service} and environment.name = ${environment}`)
  if (stream === undefined) throw new Error(`There is no ${service} in ${environment}.`)
  const found = { onsetFrom: now - 14 * DAY, onsetTo: now - 7 * DAY, openedAt: now - DAY, usualFrom: now - 90 * DAY }
  const what = {
    detector: 'leadTimeForChanges',
    direction: 'WORSE',
    level,
    held: null,
    before: 3600,
    after: 7200,
  } as const
  const life = {
    state: 'OPEN',
    endedAt: null,
    seenAt: now,
    content: { perWeek: 4, expectedFalseAlarmsPerYear: 0.1 },
  } as const
  const id = await addAlert(db, { ...stream, ...found, ...what, ...life })
  if (id === null) throw new Error('It is open already.')
  if (level === 'ALERT') await noteAlertEvent(db, { alertId: id, event: 'OPENED', at: now, untold: null })
  return id
}
