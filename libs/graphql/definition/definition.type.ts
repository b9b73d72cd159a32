import { Field, ObjectType } from '@nestjs/graphql'
import { DeploymentKind } from '../deployment/deployment-kind.ts'
import { enumeration } from '../relay/enumeration.ts'

export const DefinitionPreset = enumeration('DefinitionPreset', 'Whose rules a number is computed by.', {
  LEADLINE: 'Our own definitions, as the documentation gives them.',
  GITLAB: 'As GitLab would compute it from the same events; the text of each number says how.',
  DATADOG: 'As Datadog would compute it from the same events; the text of each number says how.',
  DEVLAKE: 'As Apache DevLake would compute it from the same events; the text of each number says how.',
})

export const ChangeUnit = enumeration('ChangeUnit', 'What one lead-time sample stands for.', {
  CHANGE: 'A merged request, or a commit that no request holds.',
  COMMIT: 'Each commit of a change by itself, merge commits apart.',
  DEPLOYMENT: 'A deployment, by the mean of its changes.',
})

export const LeadTimeStart = enumeration('LeadTimeStart', 'The moment from which lead time counts.', {
  FIRST_COMMIT: 'The earliest plausible author date among the commits of the change.',
  COMMITTED: 'The earliest committer date.',
  PUSHED: 'The first push that the host saw.',
  PR_OPENED: 'The opening of the request.',
  MERGED: 'The merge of the request.',
})

export const ArrivalRule = enumeration(
  'ArrivalRule',
  'Which arrival of a deployment at several placements ends the lead time.',
  {
    FIRST: 'The first placement that it reached.',
    LAST: 'The last placement that it reached.',
  },
)

export const BlameRule = enumeration('BlameRule', 'Which deployment a rollback accuses.', {
  FIRST_AFTER_TARGET:
    'The first forward one after the version that the rollback went back to was last live; later ones are rolled past.',
  LAST_BEFORE_ROLLBACK: 'The one that was live when the rollback came; earlier ones are rolled past.',
  ALL_BETWEEN: 'Every forward one since the version that the rollback went back to was last live; none is rolled past.',
})

export const FailureSign = enumeration(
  'FailureSign',
  'What may show that a deployment failed; a correction always does.',
  {
    EXPLICIT: 'An incident names the deployment or its commit, or a later deployment says that it repairs it.',
    ROLLBACK: 'It was rolled back.',
    REVERT: 'A later deployment took back its changes.',
    HOTFIX: 'A deployment went live that refers to it, and an incident opened between the two.',
    TIME_ONLY: 'An incident opened soon after it, and nothing else is known.',
  },
)

@ObjectType('Definition', {
  description: 'The rules that a number was computed by, as they came out after presets and choices.',
})
export class DefinitionType {
  @Field(() => DefinitionPreset, { description: 'The preset that the rules began from.' })
  readonly preset!: keyof typeof DefinitionPreset

  @Field(() => ChangeUnit, { description: 'What one lead-time sample stands for.' })
  readonly unit!: keyof typeof ChangeUnit

  @Field(() => LeadTimeStart, { description: 'Where lead time begins.' })
  readonly start!: keyof typeof LeadTimeStart

  @Field(() => ArrivalRule, { description: 'Which arrival ends it.' })
  readonly arrival!: keyof typeof ArrivalRule

  @Field(() => [DeploymentKind], { description: 'The kinds of deployments that are counted.' })
  readonly kinds!: readonly (keyof typeof DeploymentKind)[]

  @Field(() => String, { description: 'The definition of the number in words.' })
  readonly text!: string

  @Field(() => String, { description: 'Version of the rules; a release that may move numbers raises it.' })
  readonly rulesVersion!: string
}
