import { Field, ObjectType } from '@nestjs/graphql'
import { DateTime } from '../scalars/date-time.ts'

@ObjectType('RunningVersion', { description: 'What is live somewhere, since when, and whose it is.' })
export class RunningVersionType {
  @Field(() => String, {
    nullable: true,
    description: 'Cluster, namespace or region; null where the sender named none.',
  })
  readonly placement!: string | null

  @Field(() => DateTime, {
    description: 'When it arrived there; a redeploy or a self-heal of what ran already begins nothing.',
  })
  readonly since!: number
}

@ObjectType('VersionOnItsWay', { description: 'A version that was asked for somewhere and is not live there yet.' })
export class VersionOnItsWayType {
  @Field(() => DateTime, {
    description: 'When it was asked for: the merge of the configuration that asks for it, or the beginning of its run.',
  })
  readonly since!: number
}
