import { reportRefusal } from '#alerts/channel'
import { nameFault } from '#domain/given-name'
import type { Instant } from '#domain/instant'
import { leadlineCommand } from '#domain/shell-command'
import { scheduleOf, type StatedSchedule } from '#reports/scheduled-report'
import { nextTime } from '#reports/timing'
import type { Database } from '#storage/database'
import { listed, quoted } from '../refusal.ts'
import { channelNamed, listChannels } from '#storage/stores/channels'
import { addSchedule, unknownInReport } from '#storage/stores/report-schedules'

export interface NewSchedule extends StatedSchedule {
  readonly name: string
  readonly channel: string
}

/** That there is none, and which there are. */
async function unknownChannel(db: Database, name: string): Promise<string> {
  const names = (await listChannels(db)).map((channel) => channel.name)
  const there =
    names.length === 0
      ? `There is none yet: ${leadlineCommand('channel', 'add')} makes one.`
      : `There is: ${listed(names)}.`
  return `No channel is called ${quoted(name)}. ${there}`
}

/** Checks and keeps a scheduled report; what is wrong with it, null where nothing is. */
export async function newSchedule(
  db: Database,
  stated: NewSchedule,
  now: Instant,
): Promise<{ readonly code: string; readonly message: string; readonly field: string } | null> {
  const { name } = stated
  const wrong = nameFault(name)
  if (wrong !== null) return { code: 'BAD_NAME', message: wrong, field: 'name' }
  const kept = scheduleOf(stated)
  if ('refused' in kept) return { code: 'INVALID', message: kept.refused, field: kept.field }
  const unknown = await unknownInReport(db, kept.report)
  const notFound = (message: string, field: string) => ({ code: 'NOT_FOUND', message, field })
  if (unknown.service !== null) return notFound(`No service is called ${quoted(unknown.service)}.`, 'services')
  if (unknown.team !== null) return notFound(`No team is called ${quoted(unknown.team)}.`, 'team')
  const channel = await channelNamed(db, stated.channel)
  if (channel === null) return notFound(await unknownChannel(db, stated.channel), 'channel')
  const noReports = reportRefusal(channel.kind)
  if (noReports !== null) return { code: 'INVALID', message: noReports, field: 'channel' }
  const nextAt = nextTime(kept.timing, now)
  const id = await addSchedule(db, { name, channelId: channel.id, ...kept, nextAt })
  return id === null
    ? { code: 'NAME_TAKEN', message: 'A scheduled report of this name is there already.', field: 'name' }
    : null
}
