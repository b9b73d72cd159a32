import { Args, Context, Info, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { GraphQLResolveInfo } from 'graphql'
import { listNotifyRules, removeNotifyRule } from '#storage/stores/notify-rules'
import { idleRulesOf } from '../alert-rule/idle-rules-of.ts'
import { notByApi } from '../alert-rule/stated-rule.ts'
import type { Asked } from '../asked.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { selected } from '../selection.ts'
import { NotifyRuleInput, NotifyRulePayloadType, NotifyRuleType } from './notify-rule.type.ts'
import { keepStatedNotifyRule } from './stated-notify-rule.ts'

function refused(...userErrors: readonly UserErrorType[]): NotifyRulePayloadType {
  return { notifyRule: null, userErrors }
}

@Resolver()
export class NotifyRuleResolver {
  @Query(() => [NotifyRuleType], {
    description: 'Whose deployments are told over which channels, by name; at most 1,000.',
  })
  async notifyRules(@Context() { reads }: Asked, @Info() info: GraphQLResolveInfo): Promise<NotifyRuleType[]> {
    const warnings = selected(info).has('warning') ? (await reads.rules.idle()).notify : null
    return (await reads.rules.notify()).map((rule) => ({ ...rule, warning: warnings?.get(rule.name) ?? null }))
  }

  @Mutation(() => NotifyRulePayloadType, {
    description: 'Has deployments told over channels, from now on.',
  })
  notifyRuleCreate(
    @Args('input', { type: () => NotifyRuleInput, description: 'Whose, what and where.' }) input: NotifyRuleInput,
    @Context() asked: Asked,
  ): Promise<NotifyRulePayloadType> {
    return this.keep(asked, input, 'NEW')
  }

  @Mutation(() => NotifyRulePayloadType, {
    description: 'Makes the rule of this name what the input says, as a whole; only one that the API made.',
  })
  notifyRuleUpdate(
    @Args('input', { type: () => NotifyRuleInput, description: 'The whole rule, with its name.' })
    input: NotifyRuleInput,
    @Context() asked: Asked,
  ): Promise<NotifyRulePayloadType> {
    return this.keep(asked, input, 'CHANGED')
  }

  @Mutation(() => NotifyRulePayloadType, { description: 'Removes a rule of deployments that the API made.' })
  async notifyRuleRemove(
    @Args('name', { type: () => String, description: 'Its name.' }) name: string,
    @Context() { outside }: Asked,
  ): Promise<NotifyRulePayloadType> {
    const wrong = notByApi(await listNotifyRules(outside.writes), name)
    if (wrong !== null) return refused(wrong)
    await removeNotifyRule(outside.writes, name)
    return refused()
  }

  private async keep(
    { outside, now }: Asked,
    input: NotifyRuleInput,
    how: 'NEW' | 'CHANGED',
  ): Promise<NotifyRulePayloadType> {
    const userErrors = await keepStatedNotifyRule(outside.writes, input, how, now)
    if (userErrors.length > 0) return refused(...userErrors)
    const found = (await listNotifyRules(outside.writes)).find(({ name }) => name === input.name)
    if (found === undefined) return refused()
    const warning = (await idleRulesOf(outside.writes)).notify.get(found.name) ?? null
    return { notifyRule: { ...found, warning }, userErrors }
  }
}
