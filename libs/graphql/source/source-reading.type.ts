import { Field, Float, Int, ObjectType } from '@nestjs/graphql'
import type { Tier as TierName } from '#domain/environment'
import { Tier } from '../environment/environment.type.ts'
import { enumeration } from '../relay/enumeration.ts'
import { DateTime } from '../scalars/date-time.ts'

@ObjectType('SourceRepository', { description: 'A repository of a source, and whether it is measured.' })
export class SourceRepositoryType {
  @Field(() => String, { description: 'Its owner and name, such as acme/shop.' })
  readonly name!: string

  @Field(() => Boolean, { description: 'Whether it was chosen by its name.' })
  readonly isChosen!: boolean

  @Field(() => Boolean, {
    description: 'Whether the source may read it; else it was renamed, archived, or the App is not installed for it.',
  })
  readonly isVisible!: boolean
}

@ObjectType('SourceRepositories', { description: 'The repositories of a source, and which of them are measured.' })
export class SourceRepositoriesType {
  @Field(() => Boolean, {
    description: 'Whether none is chosen by name: then all that deliver are measured, new ones too.',
  })
  readonly isAll!: boolean

  @Field(() => Boolean, {
    description: 'Whether everything visible is read where none is chosen: with an App it is, with a token nothing is.',
  })
  readonly readsAll!: boolean

  @Field(() => [SourceRepositoryType], { description: 'The first 1,000 by name; chosen ones first.' })
  readonly repositories!: readonly SourceRepositoryType[]

  @Field(() => Int, { description: 'How many there are in all.' })
  readonly totalCount!: number

  @Field(() => String, {
    nullable: true,
    description: 'Why only those that were chosen are known, and what to do; null where all are.',
  })
  readonly problem!: string | null
}

@ObjectType('PreviewLeftOut', { description: 'Deployments that would say nothing, and why.' })
export class PreviewLeftOutType {
  @Field(() => String, { description: 'Why they are left out.' })
  readonly reason!: string

  @Field(() => Int, { description: 'How many.' })
  readonly count!: number
}

@ObjectType('PreviewEnvironment', { description: 'What the deployments of one environment would count.' })
export class PreviewEnvironmentType {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => Tier, { description: 'What it is for, as its name suggests.' })
  readonly tier!: TierName

  @Field(() => Int, { description: 'Deployments of the last 90 days.' })
  readonly deployments!: number

  @Field(() => Int, {
    description: 'Those that succeeded and would count; rollbacks and redeployments are told apart when they are read.',
  })
  readonly counted!: number

  @Field(() => Int, { description: 'Those that failed.' })
  readonly failed!: number

  @Field(() => Int, { description: 'Those that no status has ended; they do not count.' })
  readonly unfinished!: number

  @Field(() => [PreviewLeftOutType], { description: 'Those that would say nothing.' })
  readonly leftOut!: readonly PreviewLeftOutType[]

  @Field(() => Int, { description: 'Those whose commit GitHub has no more: what they shipped stays unknown.' })
  readonly withoutCommit!: number

  @Field(() => DateTime, { nullable: true, description: 'When the latest was made; null where none was seen.' })
  readonly lastAt!: number | null

  @Field(() => Float, { nullable: true, description: 'How many a week would count; null where none would.' })
  readonly perWeek!: number | null

  @Field(() => [String], { description: 'Services that they would be of.' })
  readonly services!: readonly string[]
}

@ObjectType('RepositoryPreview', {
  description: 'What a repository would count by the present settings; looked at just now, and nothing of it is kept.',
})
export class RepositoryPreviewType {
  @Field(() => String, { description: 'Its owner and name.' })
  readonly repository!: string

  @Field(() => [PreviewEnvironmentType], { description: 'Its environments, those with most to count first.' })
  readonly environments!: readonly PreviewEnvironmentType[]

  @Field(() => [String], { description: 'Its workflow files.' })
  readonly workflows!: readonly string[]

  @Field(() => Int, { description: 'Its tags.' })
  readonly tags!: number

  @Field(() => Int, { description: 'Releases published in the last 90 days; drafts and pre-releases are no releases.' })
  readonly releases!: number

  @Field(() => Int, { description: 'Requests merged in the last 90 days.' })
  readonly mergedRequests!: number

  @Field(() => Boolean, {
    description: 'Whether all deployments of the last 90 days were looked at, and not only the newest 400.',
  })
  readonly isWhole!: boolean

  @Field(() => [String], { description: 'What would be missing, each with what to do about it.' })
  readonly missing!: readonly string[]
}

@ObjectType('SourcePreview', { description: 'What a repository of a source would count, or why that is not known.' })
export class SourcePreviewType {
  @Field(() => RepositoryPreviewType, { nullable: true, description: 'What was found; null where there is a problem.' })
  readonly found!: RepositoryPreviewType | null

  @Field(() => String, { nullable: true, description: 'Why nothing is known, and what to do; null where it worked.' })
  readonly problem!: string | null
}

const SourceReadingState = enumeration('SourceReadingState', 'Where the reading of a history stands.', {
  NEVER: 'It was never read by this server.',
  WISHED: 'Somebody asked for it; it begins in a moment.',
  READING: 'It is being read.',
  LIMITED: 'GitHub lets nobody ask for some time; it goes on by itself.',
  ENDED: 'It was read to its end; what is new is read every hour.',
})

const HistoryPart = enumeration('SourceHistoryPart', 'A part of what a repository holds.', {
  COMMITS: 'The commits of the default branch.',
  REQUESTS: 'The pull requests with their commits and reviews.',
  DEPLOYMENTS: 'The deployments with their statuses.',
  RELEASES: 'The releases, where they are deployments.',
  INCIDENTS: 'The issues that are incidents.',
  RUNS: 'The runs of workflows.',
})

@ObjectType('SourceHistoryProgress', { description: 'How far one part of a repository was read.' })
export class SourceHistoryProgressType {
  @Field(() => String, { description: 'Owner and name of the repository.' })
  readonly repository!: string

  @Field(() => HistoryPart, { description: 'Which part.' })
  readonly part!: keyof typeof HistoryPart

  @Field(() => Int, { description: 'How many were read the first time; those that came later are not counted.' })
  readonly read!: number

  @Field(() => Int, { nullable: true, description: 'How many there were in all; null where that is not known.' })
  readonly total!: number | null

  @Field(() => Boolean, { description: 'Whether it was read to its end at least once.' })
  readonly isFilled!: boolean

  @Field(() => DateTime, { description: 'When it was read last.' })
  readonly at!: number
}

@ObjectType('SourceHistoryProblem', { description: 'Why something could not be read to its end.' })
export class SourceHistoryProblemType {
  @Field(() => String, {
    nullable: true,
    description: 'Owner and name of the repository; null where it is all of them.',
  })
  readonly repository!: string | null

  @Field(() => String, { description: 'What is wrong, and what to do.' })
  readonly message!: string
}

@ObjectType('SourceHistory', { description: 'What was read of the time before a source was connected, and how far.' })
export class SourceHistoryType {
  @Field(() => Boolean, { description: 'Whether the server has what it takes to read: an App or a token.' })
  readonly canRead!: boolean

  @Field(() => SourceReadingState, { description: 'Where the reading stands.' })
  readonly state!: keyof typeof SourceReadingState

  @Field(() => DateTime, { nullable: true, description: 'When the latest reading began; null before the first.' })
  readonly startedAt!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When it ended; null while it goes on.' })
  readonly endedAt!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When it goes on, where GitHub lets nobody ask; else null.' })
  readonly goesOnAt!: number | null

  @Field(() => Int, { description: 'Events that the latest reading found new.' })
  readonly accepted!: number

  @Field(() => [SourceHistoryProgressType], { description: 'How far every part is, by repository.' })
  readonly progress!: readonly SourceHistoryProgressType[]

  @Field(() => [SourceHistoryProblemType], { description: 'What could not be read to its end.' })
  readonly problems!: readonly SourceHistoryProblemType[]
}
