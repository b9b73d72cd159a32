import { Field, InputType } from '@nestjs/graphql'
import { DateTime } from '../scalars/date-time.ts'
import { Duration } from '../scalars/duration.ts'

@InputType('WindowInput', {
  description:
    'A span of time: either `from` and `to`, or `last`, which ends now; it holds its beginning and not its end, and its weeks begin on Monday.',
})
export class WindowInput {
  @Field(() => DateTime, { nullable: true, description: 'The first moment inside.' })
  readonly from?: number | null

  @Field(() => DateTime, { nullable: true, description: 'The first moment no longer inside.' })
  readonly to?: number | null

  @Field(() => Duration, {
    nullable: true,
    description: 'Length of a window that ends now, in place of `from` and `to`.',
  })
  readonly last?: string | null

  @Field(() => String, {
    nullable: true,
    defaultValue: 'UTC',
    description: 'IANA name of the zone in which days, weeks and months are cut, such as Europe/Berlin.',
  })
  readonly timeZone?: string | null
}
