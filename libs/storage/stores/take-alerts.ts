import type { CatalogueChange, ChangedRule } from '#domain/catalogue'
import type { Database } from '../database.ts'
import { addAlertRule, changeAlertRule, removeAlertRule } from './alert-rules.ts'
import { addFreeze, changeFreeze, removeFreeze } from './freezes.ts'
import { addNotifyRule, changeNotifyRule, removeNotifyRule } from './notify-rules.ts'

/** What a file states is made what it says; a name that the API took meanwhile is the file's. */
async function take<T>(
  { fresh, changed, gone }: { fresh: readonly T[]; changed: readonly ChangedRule<T>[]; gone: readonly string[] },
  remove: (name: string) => Promise<boolean>,
  change: (rule: T) => Promise<boolean>,
  add: (rule: T) => Promise<number | null>,
): Promise<void> {
  for (const name of gone) await remove(name)
  for (const rule of [...fresh, ...changed.map(({ after }) => after)]) if (!(await change(rule))) await add(rule)
}

type Change<K extends CatalogueChange['type']> = Extract<CatalogueChange, { type: K }>

/** Takes the alert rules of a file. */
export function takeAlerts(db: Database, change: Change<'ALERTS_CHANGED'>): Promise<void> {
  return take(
    change,
    (name) => removeAlertRule(db, name),
    (rule) => changeAlertRule(db, rule, 'FILE'),
    (rule) => addAlertRule(db, rule, 'FILE'),
  )
}

/** The same of freezes. */
export function takeFreezes(db: Database, change: Change<'FREEZES_CHANGED'>): Promise<void> {
  return take(
    change,
    (name) => removeFreeze(db, name),
    (freeze) => changeFreeze(db, freeze, 'FILE'),
    (freeze) => addFreeze(db, freeze, 'FILE'),
  )
}

/** The same of rules of deployments. */
export function takeNotify(db: Database, change: Change<'NOTIFY_CHANGED'>): Promise<void> {
  return take(
    change,
    (name) => removeNotifyRule(db, name),
    (rule) => changeNotifyRule(db, rule, 'FILE', null),
    (rule) => addNotifyRule(db, rule, 'FILE', null),
  )
}
