import { Field, Int, ObjectType } from '@nestjs/graphql'
import { EmbedMetric } from '../embed/embed.type.ts'
import { enumeration } from '../relay/enumeration.ts'
import { Duration } from '../scalars/duration.ts'

export const DashboardPartKind = enumeration('DashboardPartKind', 'What a part of a dashboard shows.', {
  METRIC: 'One metric of a service, with its trend.',
  STAGES: 'Where the lead time of a service goes.',
  SERVICES: 'All five metrics of several services.',
  COMPARISON: 'One metric of several services beside each other.',
  DEPLOYMENTS: 'The latest deployments of a service.',
  TEXT: 'Words.',
})

@ObjectType('DashboardPart', { description: 'One tile of a dashboard.' })
export class DashboardPartType {
  @Field(() => DashboardPartKind, { description: 'What it shows.' })
  readonly kind!: keyof typeof DashboardPartKind

  @Field(() => Int, { description: 'How wide it is, in twelfths of its row.' })
  readonly width!: number

  @Field(() => String, { nullable: true, description: 'What it is called; null where what it shows says it.' })
  readonly title!: string | null

  @Field(() => EmbedMetric, {
    nullable: true,
    description: 'The metric of METRIC and COMPARISON; null for the others.',
  })
  readonly metric!: keyof typeof EmbedMetric | null

  @Field(() => String, {
    nullable: true,
    description: 'The service of METRIC, STAGES and DEPLOYMENTS; null where it is the one that is chosen.',
  })
  readonly service!: string | null

  @Field(() => [String], {
    description: 'The services of SERVICES and COMPARISON; none where they are those of the team that is chosen.',
  })
  readonly services!: readonly string[]

  @Field(() => String, {
    nullable: true,
    description: 'The words of TEXT, paragraphs with an empty line between them; null for the others.',
  })
  readonly text!: string | null
}

@ObjectType('DashboardRow', { description: 'Parts beside each other.' })
export class DashboardRowType {
  @Field(() => [DashboardPartType], { description: 'Its parts from left to right.' })
  readonly parts!: readonly DashboardPartType[]
}

@ObjectType('DashboardVariables', {
  description: 'What can be chosen on a dashboard; it begins with the first of each list.',
})
export class DashboardVariablesType {
  @Field(() => [String], { description: 'Services to choose from.' })
  readonly services!: readonly string[]

  @Field(() => [String], { description: 'Teams to choose from.' })
  readonly teams!: readonly string[]

  @Field(() => [String], { description: 'Environments or tiers to choose from; at least one.' })
  readonly environments!: readonly string[]

  @Field(() => Duration, { description: 'How far it looks back at first.' })
  readonly last!: string

  @Field(() => String, { description: 'IANA name of the zone in which its days are cut at first.' })
  readonly timeZone!: string
}

@ObjectType('Dashboard', { description: 'A page of one’s own, as leadline.yaml describes it.' })
export class DashboardType {
  @Field(() => String, { description: 'Its name, which is in its address.' })
  readonly name!: string

  @Field(() => String, { description: 'What it is called.' })
  readonly title!: string

  @Field(() => DashboardVariablesType, { description: 'What can be chosen on it.' })
  readonly variables!: DashboardVariablesType

  @Field(() => [DashboardRowType], { description: 'Its rows from top to bottom.' })
  readonly rows!: readonly DashboardRowType[]
}
