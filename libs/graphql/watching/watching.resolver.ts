import { Args, ArgsType, Context, Field, Query, Resolver } from '@nestjs/graphql'
import type { Watching } from '#alerts/watching'
import type { Asked } from '../asked.ts'
import { serviceNamed } from '../service/service-named.ts'
import { streamOf } from '../service/stream-of.ts'
import { WatchingType } from './watching.type.ts'

@ArgsType()
class WatchingArgs {
  @Field(() => String, { description: 'Name of the service.' })
  readonly service!: string

  @Field(() => String, {
    defaultValue: 'production',
    description: 'Name of the environment as senders write it, or of a tier of which the service has one environment.',
  })
  readonly environment!: string
}

@Resolver()
export class WatchingResolver {
  @Query(() => [WatchingType], {
    description:
      'What each detector of a service is in, what it lacks, and the smallest change that it sees. Empty where the service never went there.',
  })
  async watching(
    @Args() { service, environment }: WatchingArgs,
    @Context() { reads, outside, now }: Asked,
  ): Promise<readonly WatchingType[]> {
    const { databaseId } = await serviceNamed(reads, service, 'service')
    const stream = await streamOf(reads, databaseId, environment)
    if (stream === null) return []
    return (await reads.rules.watching(stream.id, outside, now)).map(viewOf)
  }
}

function viewOf({ smallest, smallestReason, falseAlarmsPerYear, falseAlarmsReason, ...own }: Watching): WatchingType {
  return {
    ...own,
    smallestChange: smallest,
    smallestChangeReason: smallestReason,
    expectedFalseAlarmsPerYear: falseAlarmsPerYear,
    expectedFalseAlarmsReason: falseAlarmsReason,
  }
}
