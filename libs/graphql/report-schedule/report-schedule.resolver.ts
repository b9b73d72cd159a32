import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql'
import { keptReport } from '#reports/scheduled-report'
import type { Timing } from '#reports/timing'
import { listSchedules, removeSchedule, type ReportSchedule, wishSchedule } from '#storage/stores/report-schedules'
import type { Asked } from '../asked.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { newSchedule } from './new-schedule.ts'
import { ReportScheduleInput, ReportSchedulePayloadType, ReportScheduleType } from './report-schedule.type.ts'

function view({ name, channel, report, timing, nextAt, lastAt, message }: ReportSchedule): ReportScheduleType {
  const { every, day, minute, timeZone } = timing as Timing
  const two = (number: number): string => String(number).padStart(2, '0')
  return {
    name,
    channel,
    ...keptReport(report),
    every,
    day: every === 'DAY' ? null : day,
    at: `${two(Math.floor(minute / 60))}:${two(minute % 60)}`,
    timeZone,
    nextAt,
    lastAt,
    message,
  }
}

function refused(...userErrors: readonly UserErrorType[]): ReportSchedulePayloadType {
  return { schedule: null, userErrors }
}

const unknown = userError('NOT_FOUND', 'There is no scheduled report of this name.', 'name')

@Resolver()
export class ReportScheduleResolver {
  @Query(() => [ReportScheduleType], { description: 'Reports that are told regularly, by name; at most 1,000.' })
  async reportSchedules(@Context() { outside }: Asked): Promise<ReportScheduleType[]> {
    return (await listSchedules(outside.db)).map(view)
  }

  @Mutation(() => ReportSchedulePayloadType, {
    description: 'Has a comparison or a digest of services told regularly.',
  })
  async reportScheduleCreate(
    @Args('input', { type: () => ReportScheduleInput, description: 'Of what, when, and over what.' })
    input: ReportScheduleInput,
    @Context() asked: Asked,
  ): Promise<ReportSchedulePayloadType> {
    const wrong = await newSchedule(asked.outside.writes, input, asked.now)
    if (wrong !== null) return refused(userError(wrong.code, wrong.message, wrong.field))
    return this.answered(asked, input.name)
  }

  @Mutation(() => ReportSchedulePayloadType, { description: 'Has a scheduled report told now, and then as scheduled.' })
  async reportScheduleRun(
    @Args('name', { type: () => String, description: 'Its name.' }) name: string,
    @Context() asked: Asked,
  ): Promise<ReportSchedulePayloadType> {
    const found = await wishSchedule(asked.outside.writes, name, asked.now)
    return found ? this.answered(asked, name) : refused(unknown)
  }

  @Mutation(() => ReportSchedulePayloadType, { description: 'Ends a scheduled report.' })
  async reportScheduleRemove(
    @Args('name', { type: () => String, description: 'Its name.' }) name: string,
    @Context() { outside }: Asked,
  ): Promise<ReportSchedulePayloadType> {
    return (await removeSchedule(outside.writes, name)) ? refused() : refused(unknown)
  }

  private async answered({ outside }: Asked, name: string): Promise<ReportSchedulePayloadType> {
    const found = (await listSchedules(outside.writes)).find((schedule) => schedule.name === name)
    return found === undefined ? refused(unknown) : { schedule: view(found), userErrors: [] }
  }
}
