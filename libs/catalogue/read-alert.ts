import type * as z from 'zod'
import type { AlertRule } from '#domain/alert-rule'
import type { FreezeWindow } from '#domain/freeze-window'
import type { NotifyRule } from '#domain/notify-rule'
import { freezeFaults, ruleFaults } from './alert-contradictions.ts'
import { alertRule, freezeWindow } from './alert-schema.ts'
import { notifyFaults, notifyRule, notifyRuleOf } from './notify-schema.ts'
import { ruleFaultsBesideForm } from './faults-beside-form.ts'
import { faultOfIssue } from './issue-problem.ts'
import type { Contradiction } from './problem.ts'
import { alertRuleOf, freezeOf } from './wanted-alert.ts'

export type Reading<T> =
  | { readonly ok: true; readonly stated: T }
  | { readonly ok: false; readonly faults: readonly Contradiction[] }

function read<File, T>(
  schema: z.ZodType<File>,
  value: unknown,
  faultsOf: (file: File) => readonly Contradiction[],
  statedBy: (file: File) => T,
  besideForm: (value: unknown) => readonly Contradiction[] = () => [],
): Reading<T> {
  const parsed = schema.safeParse(value)
  if (!parsed.success) {
    const ofForm = parsed.error.issues.map((issue) => faultOfIssue(issue, value))
    return { ok: false, faults: [...ofForm, ...besideForm(value)] }
  }
  const faults = faultsOf(parsed.data)
  return faults.length > 0 ? { ok: false, faults } : { ok: true, stated: statedBy(parsed.data) }
}

/** Reads one alert rule that is written as in a file; pure. Whom it names is not looked at. */
export function readAlertRule(value: unknown): Reading<AlertRule> {
  return read(alertRule, value, ruleFaults, alertRuleOf, ruleFaultsBesideForm)
}

/** The same of a freeze. */
export function readFreeze(value: unknown): Reading<FreezeWindow> {
  return read(freezeWindow, value, freezeFaults, freezeOf)
}

/** The same of a rule of deployments. */
export function readNotifyRule(value: unknown): Reading<NotifyRule> {
  return read(notifyRule, value, notifyFaults, notifyRuleOf)
}
