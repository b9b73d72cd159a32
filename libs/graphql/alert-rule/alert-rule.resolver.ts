import { Args, Context, Info, Mutation, Query, Resolver } from '@nestjs/graphql'
import { type AlertThreshold, thresholdText, thresholdUnits } from '#domain/alert-threshold'
import { clockText, type QuietHours } from '#domain/quiet-hours'
import type { Database } from '#storage/database'
import { type KeptAlertRule, listAlertRules, removeAlertRule } from '#storage/stores/alert-rules'
import type { GraphQLResolveInfo } from 'graphql'
import type { Asked } from '../asked.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { selected } from '../selection.ts'
import {
  AlertRuleInput,
  AlertRulePayloadType,
  AlertRuleType,
  type AlertThresholdType,
  type QuietHoursType,
} from './alert-rule.type.ts'
import { idleRulesOf } from './idle-rules-of.ts'
import { keepStatedRule, notByApi } from './stated-rule.ts'

function thresholdView({ metric, above, below, last }: AlertThreshold): AlertThresholdType {
  const text = (value: number | null): string | null =>
    value === null ? null : thresholdText(thresholdUnits[metric], value)
  return { metric, above: text(above), below: text(below), last }
}

function quietView({ from, to, timeZone, days }: QuietHours): QuietHoursType {
  return { from: clockText(from), to: clockText(to), timeZone, days }
}

function view(
  { id: _id, threshold, quietHours, ...rule }: KeptAlertRule,
  warnings: ReadonlyMap<string, string> | null,
): AlertRuleType {
  return {
    ...rule,
    warning: warnings?.get(rule.name) ?? null,
    threshold: threshold === null ? null : thresholdView(threshold),
    quietHours: quietHours === null ? null : quietView(quietHours),
  }
}

function refused(...userErrors: readonly UserErrorType[]): AlertRulePayloadType {
  return { alertRule: null, userErrors }
}

@Resolver()
export class AlertRuleResolver {
  @Query(() => [AlertRuleType], { description: 'Rules of alerts, by name; at most 1,000.' })
  async alertRules(@Context() { reads }: Asked, @Info() info: GraphQLResolveInfo): Promise<AlertRuleType[]> {
    const warnings = selected(info).has('warning') ? (await reads.rules.idle()).alerts : null
    return (await reads.rules.alerts()).map((rule) => view(rule, warnings))
  }

  @Mutation(() => AlertRulePayloadType, { description: 'Makes an alert rule.' })
  async alertRuleCreate(
    @Args('input', { type: () => AlertRuleInput, description: 'The rule.' }) input: AlertRuleInput,
    @Context() { outside }: Asked,
  ): Promise<AlertRulePayloadType> {
    return this.answered(outside.writes, input.name, await keepStatedRule(outside.writes, input, 'NEW'))
  }

  @Mutation(() => AlertRulePayloadType, {
    description: 'Makes the alert rule of this name what the input says, as a whole; only one that the API made.',
  })
  async alertRuleUpdate(
    @Args('input', { type: () => AlertRuleInput, description: 'The whole rule, with its name.' }) input: AlertRuleInput,
    @Context() { outside }: Asked,
  ): Promise<AlertRulePayloadType> {
    return this.answered(outside.writes, input.name, await keepStatedRule(outside.writes, input, 'CHANGED'))
  }

  @Mutation(() => AlertRulePayloadType, { description: 'Removes an alert rule that the API made.' })
  async alertRuleRemove(
    @Args('name', { type: () => String, description: 'Its name.' }) name: string,
    @Context() { outside }: Asked,
  ): Promise<AlertRulePayloadType> {
    const wrong = notByApi(await listAlertRules(outside.writes), name)
    if (wrong !== null) return refused(wrong)
    await removeAlertRule(outside.writes, name)
    return refused()
  }

  private async answered(
    db: Database,
    name: string,
    userErrors: readonly UserErrorType[],
  ): Promise<AlertRulePayloadType> {
    if (userErrors.length > 0) return refused(...userErrors)
    const found = (await listAlertRules(db)).find((rule) => rule.name === name)
    return { alertRule: found === undefined ? null : view(found, (await idleRulesOf(db)).alerts), userErrors }
  }
}
