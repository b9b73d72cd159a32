import { Field, ObjectType } from '@nestjs/graphql'
import { DataQualityFlagType } from '../metric/flag.type.ts'
import { connectionOf } from '../relay/connection.ts'
import { NodeType } from '../relay/node.type.ts'
import { DateTime } from '../scalars/date-time.ts'
import { Json, type JsonValue } from '../scalars/json.ts'
import { ChangesUnavailableReason, Confidence, DeploymentKind, DeploymentOutcome } from './deployment-kind.ts'
import { LinkType } from './link.type.ts'
import { ReworkType } from './rework.type.ts'

@ObjectType('Arrival', { description: 'A version reaching one placement.' })
class ArrivalType {
  @Field(() => String, { description: 'Cluster, namespace or region; empty where the sender named none.' })
  readonly placement!: string

  @Field(() => DateTime, { description: 'When it arrived, or when the run there ended.' })
  readonly at!: number

  @Field(() => DeploymentOutcome, { description: 'How the run there ended.' })
  readonly outcome!: keyof typeof DeploymentOutcome

  @Field(() => String, {
    nullable: true,
    description: 'How it was decided when it was live there, as `Deployment.liveRule`; null for what was not.',
  })
  readonly liveRule!: string | null

  @Field(() => DateTime, { nullable: true, description: 'When the run there began; null where nobody told.' })
  readonly startedAt!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When the run there ended; null where nobody told.' })
  readonly finishedAt!: number | null
}

@ObjectType('Image', { description: 'A container image of a deployment.' })
class ImageType {
  @Field(() => String, { description: 'Name with registry and path.' })
  readonly image!: string

  @Field(() => String, { nullable: true, description: 'Tag that it was deployed by.' })
  readonly tag!: string | null

  @Field(() => String, { nullable: true, description: 'Digest of its content.' })
  readonly digest!: string | null
}

@ObjectType('Report', { description: 'Who reported a deployment, and under which id.' })
class ReportType {
  @Field(() => String, { description: 'The system that said it.' })
  readonly source!: string

  @Field(() => String, { nullable: true, description: 'Id that the event gave; null where it gave none.' })
  readonly externalId!: string | null

  @Field(() => DateTime, { nullable: true, description: 'The moment that it reported.' })
  readonly at!: number | null
}

@ObjectType('Deployment', {
  implements: () => [NodeType],
  description: 'One version of a service going into an environment, with all its arrivals.',
})
export class DeploymentType extends NodeType {
  @Field(() => DeploymentKind, {
    description: 'What it did: an override beats what the event said, which beats what was computed.',
  })
  readonly kind!: keyof typeof DeploymentKind

  @Field(() => DeploymentKind, { description: 'What the rules make of it.' })
  readonly computedKind!: keyof typeof DeploymentKind

  @Field(() => DeploymentKind, { nullable: true, description: 'What the event said; null where it said nothing.' })
  readonly statedKind!: keyof typeof DeploymentKind | null

  @Field(() => DeploymentKind, { nullable: true, description: 'What a person settled; null where nobody did.' })
  readonly overrideKind!: keyof typeof DeploymentKind | null

  @Field(() => String, {
    nullable: true,
    description: 'Why progressive delivery stopped it: analysis_failed, inconclusive, readiness_timeout or manual.',
  })
  readonly abortReason!: string | null

  @Field(() => DeploymentOutcome, { description: 'How it ended.' })
  readonly outcome!: keyof typeof DeploymentOutcome

  @Field(() => String, { description: 'The version for people to read: a name, else a tag, else a short hash.' })
  readonly version!: string

  @Field(() => String, { nullable: true, description: 'The commit it was built from; null while none is known.' })
  readonly sha!: string | null

  @Field(() => Confidence, {
    nullable: true,
    description:
      'How sure it is that it was built from `sha`: HIGH where that was said or read, MEDIUM where a source guessed it, and then the joint in `links` tells what corrects it, or where its image’s tag was moved; null while no commit is known.',
  })
  readonly commitConfidence!: keyof typeof Confidence | null

  @Field(() => [ImageType], { description: 'Its images.' })
  readonly images!: readonly ImageType[]

  @Field(() => String, { nullable: true, description: 'Configuration repository that it was deployed from.' })
  readonly configRepository!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Commit of that repository which changed what the service renders.',
  })
  readonly configSha!: string | null

  @Field(() => DateTime, { nullable: true, description: 'When its first run began.' })
  readonly startedAt!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When its last run ended.' })
  readonly finishedAt!: number | null

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was live at its last placement; null for what never was.',
  })
  readonly liveAt!: number | null

  @Field(() => String, {
    nullable: true,
    description:
      'Where the live time is from: STATED by the sender, or FINISHED, the end of a succeeded run; where nobody saw it live CONFIG_MERGE, the configuration commit, BRANCH_MERGE, the commit that came onto a branch, TAG, or TAGGED_COMMIT, of a tag without a time.',
  })
  readonly liveRule!: string | null

  @Field(() => [ArrivalType], { description: 'Every run of it by time, failed ones too.' })
  readonly arrivals!: readonly ArrivalType[]

  @Field(() => [ReportType], { description: 'Who reported it.' })
  readonly reports!: readonly ReportType[]

  @Field(() => [String], { description: 'Labels that its events carried.' })
  readonly labels!: readonly string[]

  @Field(() => Json, {
    nullable: true,
    description: 'Free attributes that its events carried; null where there were none.',
  })
  readonly attributes!: JsonValue | null

  @Field(() => ChangesUnavailableReason, {
    nullable: true,
    description:
      'Why it is not known, or not wholly known, which changes it brought; null when it is. While there is a reason, `changes` has what is known, and a count of 0 does not mean none.',
  })
  readonly changesUnavailableReason!: keyof typeof ChangesUnavailableReason | null

  @Field(() => [LinkType], { description: 'The joints from its version back to commits.' })
  readonly links!: readonly LinkType[]

  @Field(() => [ReworkType], {
    description:
      'Why it is rework: an unplanned repair. Empty when it is not. The rework rate counts it where it counts its kind.',
  })
  readonly rework!: readonly ReworkType[]

  @Field(() => Boolean, { description: 'Whether a rollback went past it that another deployment caused.' })
  readonly rolledPast!: boolean

  @Field(() => [DataQualityFlagType], { description: 'Doubts about its data.' })
  readonly flags!: readonly DataQualityFlagType[]
}

export const DeploymentConnection = connectionOf('Deployment', () => DeploymentType, 'deployments')
