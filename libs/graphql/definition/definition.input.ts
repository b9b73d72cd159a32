import { Field, Float, InputType } from '@nestjs/graphql'
import { Authorship } from '../commit/commit.type.ts'
import { Confidence, DeploymentKind } from '../deployment/deployment-kind.ts'
import { ReworkReason } from '../deployment/rework.type.ts'
import { ArrivalRule, BlameRule, ChangeUnit, DefinitionPreset, FailureSign, LeadTimeStart } from './definition.type.ts'

@InputType('DefinitionInput', {
  description:
    'How to compute; whatever is left out comes from the preset. Beside a preset of another system only `kinds`, `authorship` and `labels` may be chosen.',
})
export class DefinitionInput {
  @Field(() => DefinitionPreset, { nullable: true, defaultValue: 'LEADLINE', description: 'The rules to begin from.' })
  readonly preset?: keyof typeof DefinitionPreset | null

  @Field(() => ChangeUnit, { nullable: true, description: 'What one lead-time sample stands for.' })
  readonly unit?: keyof typeof ChangeUnit | null

  @Field(() => LeadTimeStart, { nullable: true, description: 'Where lead time begins.' })
  readonly start?: keyof typeof LeadTimeStart | null

  @Field(() => ArrivalRule, { nullable: true, description: 'Which arrival at several placements ends lead time.' })
  readonly arrival?: keyof typeof ArrivalRule | null

  @Field(() => [DeploymentKind], {
    nullable: true,
    description:
      'Kinds that make the frequency, its series and the denominator of change failure, CODE and CONFIG by default; lead time never takes ROLLBACK or REDEPLOY. By a preset of another system: the kinds that it would have been told of.',
  })
  readonly kinds?: readonly (keyof typeof DeploymentKind)[] | null

  @Field(() => [Authorship], {
    nullable: true,
    description:
      'Only changes written by these, and in change failure and rework only deployments of which what they brought is by these; everybody when left out. Never one person: kinds alone can be asked for.',
  })
  readonly authorship?: readonly (keyof typeof Authorship)[] | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether local Saturdays and Sundays are taken out of durations.',
  })
  readonly excludeWeekend?: boolean | null

  @Field(() => BlameRule, {
    nullable: true,
    description:
      'Which deployment a rollback accuses, FIRST_AFTER_TARGET by default; another one replays the history of each service.',
  })
  readonly blame?: keyof typeof BlameRule | null

  @Field(() => Float, {
    nullable: true,
    description:
      'Hours after a deployment within which an incident without any other clue is blamed on it; by default a tenth of the usual gap.',
  })
  readonly blameWindowHours?: number | null

  @Field(() => [FailureSign], {
    nullable: true,
    description:
      'What may show that a deployment failed, beside corrections, which always do; by default what the rules of the catalogue say, else all. Another list replays the history of each service.',
  })
  readonly failureSigns?: readonly (keyof typeof FailureSign)[] | null

  @Field(() => [ReworkReason], {
    nullable: true,
    description: 'For which reasons a deployment is rework; for all when left out.',
  })
  readonly reworkReasons?: readonly (keyof typeof ReworkReason)[] | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a deployment that ended FAILED counts as a change failure too; false by default.',
  })
  readonly failedOutcomes?: boolean | null

  @Field(() => Confidence, { nullable: true, description: 'The weakest link that a number may rest on.' })
  readonly minimumConfidence?: keyof typeof Confidence | null

  @Field(() => [String], { nullable: true, description: 'Only deployments that carry one of these labels.' })
  readonly labels?: readonly string[] | null
}
