import { Field, ObjectType } from '@nestjs/graphql'
import { enumeration } from '../relay/enumeration.ts'
import { CalendarDate } from '../scalars/date.ts'
import { DateTime } from '../scalars/date-time.ts'

export const Bucket = enumeration('Bucket', 'A calendar step, taken in the time zone of the window.', {
  DAY: 'Local days, midnight to midnight.',
  WEEK: 'Local weeks, which begin on Monday.',
  MONTH: 'Local calendar months.',
})

@ObjectType('Window', { description: 'A span of time that holds its beginning and not its end.' })
export class WindowType {
  @Field(() => DateTime, { description: 'The first moment inside.' })
  readonly from!: number

  @Field(() => DateTime, { description: 'The first moment no longer inside.' })
  readonly to!: number

  @Field(() => String, { description: 'IANA name of the zone in which its days, weeks and months are cut.' })
  readonly timeZone!: string

  @Field(() => CalendarDate, { description: 'The local day of its first moment.' })
  readonly firstDay!: string

  @Field(() => CalendarDate, { description: 'The local day of its last moment.' })
  readonly lastDay!: string
}
