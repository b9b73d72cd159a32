import { html, type TemplateResult } from 'lit'
import type { StatedFreeze, StatedNotifyRule, StatedRule } from '../alerting-answers.ts'
import { freezeStatement, notifyStatement, ruleStatement } from '../alerting-statements.ts'
import { limitWords, metricsWords, originWords, outcomesWords, quietWords, tellsWords } from '../alerting-words.ts'
import { exactStretch } from '../format.ts'
import { queryLink } from '../navigation.ts'
import type { UrlState } from '../url-state.ts'
import { changeLink, howToChange } from './how-to-change.ts'
import { statedItem, subjectOf } from './stated-item.ts'

function names(text: string): TemplateResult {
  return html`<span class="name" dir="auto">${text}</span>`
}

/** A rule of alerts. */
export function alertRuleItem(state: UrlState, rule: StatedRule): TemplateResult {
  const { name, origin, warning } = rule
  const input = ruleStatement(rule)
  return statedItem({
    name,
    mark: rule.isOn ? null : 'off',
    facts: [
      ['Of', subjectOf(state, rule, rule.environment)],
      ['Watches', metricsWords(rule.metrics)],
      ['Raises an alert by', limitWords(rule)],
      ['Tells', names(tellsWords(rule.channels))],
      ['Quiet hours', quietWords(rule.quietHours)],
      ['Stated in', originWords(origin)],
    ],
    warning,
    change: howToChange('alerts', origin, input, [
      changeLink('change it', queryLink('alert-rule-update', { input })),
      changeLink('remove it', queryLink('alert-rule-remove', { name })),
    ]),
  })
}

/** A freeze, by when it is. */
export function freezeItem(state: UrlState, freeze: StatedFreeze, when: 'now' | 'coming' | 'past'): TemplateResult {
  const { name, origin, warning, from, to, timeZone } = freeze
  const input = freezeStatement(freeze)
  return statedItem({
    name,
    mark: when === 'now' ? 'on now' : null,
    facts: [
      ['When', `${exactStretch(from, to, timeZone)}, ${timeZone}`],
      ['Of', subjectOf(state, freeze, null)],
      ['Why', names(freeze.reason)],
      ['Stated in', originWords(origin)],
    ],
    warning,
    change: howToChange('freezes', origin, input, [
      changeLink('remove it', queryLink('freeze-window-remove', { name })),
      // One that is over cannot be made any more.
      ...(when === 'past' ? [] : [changeLink('make it anew then', queryLink('freeze-window-create', { input }))]),
    ]),
  })
}

/** Whose deployments are told. */
export function notifyRuleItem(state: UrlState, rule: StatedNotifyRule): TemplateResult {
  const { name, origin, warning } = rule
  const input = notifyStatement(rule)
  return statedItem({
    name,
    mark: null,
    facts: [
      ['Of', subjectOf(state, rule, rule.environment)],
      ['Tells', outcomesWords(rule)],
      ['To', names(tellsWords(rule.channels))],
      ['Stated in', originWords(origin)],
    ],
    warning,
    change: howToChange('notify', origin, input, [
      changeLink('change it', queryLink('notify-rule-update', { input })),
      changeLink('remove it', queryLink('notify-rule-remove', { name })),
    ]),
  })
}
