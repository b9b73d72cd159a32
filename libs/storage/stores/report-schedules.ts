import type { Instant } from '#domain/instant'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'

/** A report that is told regularly. */
export interface ReportSchedule {
  readonly id: number
  readonly name: string
  readonly channelId: number
  readonly channel: string
  /** What it is of, as it was asked for. */
  readonly report: unknown
  /** When it is told, as it was asked for. */
  readonly timing: unknown
  readonly nextAt: Instant
  /** When it was told last; null before the first time. */
  readonly lastAt: Instant | null
  /** Why nothing was told the last time: it could not be made, or there was nothing to say; else null. */
  readonly message: string | null
}

const columns = sql`
  report_schedule.id, report_schedule.name, report_schedule.channel_id as "channelId", channel.name as channel,
  report_schedule.report, report_schedule.timing, report_schedule.next_at as "nextAt", report_schedule.last_at as "lastAt",
  report_schedule.message`

/** All of them by name; at most 1,000. */
export function listSchedules(db: Pick<Database, 'query'>): Promise<ReportSchedule[]> {
  return db.query<ReportSchedule>(sql`
    /* list-schedules */
    select ${columns} from report_schedule join channel on channel.id = report_schedule.channel_id
     order by report_schedule.name limit 1000`)
}

/** Keeps a new one; null where the name is taken. */
export async function addSchedule(
  db: Database,
  schedule: { name: string; channelId: number; report: object; timing: object; nextAt: Instant },
): Promise<number | null> {
  const { name, channelId, report, timing, nextAt } = schedule
  const [added] = await db.query<{ readonly id: number }>(sql`
    /* add-schedule */
    insert into report_schedule (name, channel_id, report, timing, next_at)
    values (${name}, ${channelId}, ${JSON.stringify(report)}::json, ${JSON.stringify(timing)}::json,
            ${toTimestamp(nextAt)}::timestamptz)
    on conflict (name) do nothing
    returning id`)
  return added?.id ?? null
}

/** Takes one away; false where there is none. What is on its way already arrives. */
export async function removeSchedule(db: Database, name: string): Promise<boolean> {
  const rows = await db.query(sql`/* remove-schedule */ delete from report_schedule where name = ${name} returning id`)
  return rows.length > 0
}

/** Has one told now, whatever its time; false where there is none. */
export async function wishSchedule(db: Database, name: string, now: Instant): Promise<boolean> {
  const rows = await db.query(sql`
    /* wish-schedule */
    update report_schedule set next_at = least(next_at, ${toTimestamp(now)}::timestamptz) where name = ${name} returning id`)
  return rows.length > 0
}

/** One that is due, for this transaction alone; null where there is none, or others have them. */
export async function takeDueSchedule(db: Database, now: Instant): Promise<ReportSchedule | null> {
  const [found] = await db.query<ReportSchedule>(sql`
    /* take-due-schedule */
    select ${columns}
      from report_schedule join channel on channel.id = report_schedule.channel_id
     where report_schedule.next_at <= ${toTimestamp(now)}::timestamptz
     order by report_schedule.next_at
     limit 1
       for update of report_schedule skip locked`)
  return found ?? null
}

/** Notes that it was told, or why not, and when it is due again; nothing where others moved it meanwhile. */
export async function moveSchedule(
  db: Database,
  { id, nextAt: takenAt }: Pick<ReportSchedule, 'id' | 'nextAt'>,
  { nextAt, toldAt, message }: { nextAt: Instant; toldAt: Instant | null; message: string | null },
): Promise<void> {
  await db.query(sql`
    /* move-schedule */
    update report_schedule
       set next_at = ${toTimestamp(nextAt)}::timestamptz,
           last_at = coalesce(${toldAt === null ? null : toTimestamp(toldAt)}::timestamptz, last_at),
           message = ${message}
     where id = ${id} and next_at = ${toTimestamp(takenAt)}::timestamptz`)
}

/** Services that nobody knows among these, under the names too that they once had; and the team, where nobody knows it. */
export async function unknownInReport(
  db: Pick<Database, 'query'>,
  { services, team }: { readonly services: readonly string[]; readonly team: string | null },
): Promise<{ readonly service: string | null; readonly team: string | null }> {
  const [found] = await db.query<{ service: string | null; team: string | null }>(sql`
    /* unknown-in-report */
    select (select name from unnest(${services}::text[]) as asked (name)
             where not exists (select from service where service.name = asked.name)
               and not exists (select from service_name where service_name.name = asked.name)
             limit 1) as service,
           (select ${team}::text where not exists (select from team where team.name = ${team}::text)) as team`)
  return found ?? { service: null, team: null }
}
