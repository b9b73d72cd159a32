import { Field, ObjectType } from '@nestjs/graphql'
import { enumeration } from '../relay/enumeration.ts'

export const ReworkReason = enumeration('ReworkReason', 'What says that a deployment was unplanned.', {
  ROLLBACK: 'It went back to an earlier version.',
  INCIDENT: 'It repairs an incident or a deployment: it says so, or the incident names one of its commits as the fix.',
  REVERT: 'It takes back changes of an earlier deployment.',
  HOTFIX: 'A hotfix by a label of its own, or by a label or the head branch of a request in it.',
})

@ObjectType('Rework', { description: 'One reason for which a deployment is rework, with what it was for.' })
export class ReworkType {
  @Field(() => ReworkReason, { description: 'What says that it was unplanned.' })
  readonly reason!: keyof typeof ReworkReason

  @Field(() => [String], {
    description:
      'Of INCIDENT: the ids of incidents and deployments that its sender says it repairs, as they were given.',
  })
  readonly remediates!: readonly string[]
}
