import { Field, Int, ObjectType } from '@nestjs/graphql'

@ObjectType('CoverageGap', { description: 'One kind of missing record, and how to mend it.' })
export class CoverageGapType {
  @Field(() => String, { description: 'What is missing, such as MISSING_COMMIT.' })
  readonly kind!: string

  @Field(() => Int, { description: 'How many records lack it.' })
  readonly count!: number

  @Field(() => Int, { description: 'How many records there are of the kind.' })
  readonly of!: number

  @Field(() => String, { nullable: true, description: 'One of them, to look at.' })
  readonly example!: string | null

  @Field(() => String, { description: 'What it means for the numbers.' })
  readonly meaning!: string

  @Field(() => String, { description: 'What to do about it.' })
  readonly mend!: string
}

@ObjectType('Coverage', { description: 'How much of the chain from commit to deployment to incident is known.' })
export class CoverageType {
  @Field(() => Int, { description: 'Deployments in the window.' })
  readonly deployments!: number

  @Field(() => Int, { description: 'Those whose commit is known.' })
  readonly withCommit!: number

  @Field(() => Int, { description: 'Those that brought changes which are known.' })
  readonly withChanges!: number

  @Field(() => Int, { description: 'Those of these of which every change is a known request.' })
  readonly withRequest!: number

  @Field(() => Int, { description: 'Those whose live time is known.' })
  readonly withLiveTime!: number

  @Field(() => Int, { description: 'Incidents opened in the window.' })
  readonly incidents!: number

  @Field(() => Int, {
    description: 'Those that are linked to a deployment, or stated to have another cause, if only by a correction.',
  })
  readonly incidentsLinked!: number

  @Field(() => Int, {
    description:
      'Applied commits of a configuration of which nobody knows the version: their syncs are held back, and no deployments.',
  })
  readonly heldBack!: number

  @Field(() => [CoverageGapType], { description: 'What is missing, the most frequent first.' })
  readonly gaps!: readonly CoverageGapType[]
}
