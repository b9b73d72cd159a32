import type { CatalogueChange } from '#domain/catalogue'
import type { Database } from '../database.ts'
import { addAlertRule, changeAlertRule, removeAlertRule } from './alert-rules.ts'
import { addNotifyRule, changeNotifyRule, removeNotifyRule } from './notify-rules.ts'
import { addFreeze, changeFreeze, removeFreeze } from './freezes.ts'

/** Makes the alert rules that a file states what it says; a name that the API took meanwhile is the file's. */
export async function takeAlerts(
  db: Database,
  { fresh, changed, gone }: Extract<CatalogueChange, { type: 'ALERTS_CHANGED' }>,
): Promise<void> {
  for (const name of gone) await removeAlertRule(db, name)
  for (const rule of [...fresh, ...changed.map(({ after }) => after)]) {
    if (!(await changeAlertRule(db, rule, 'FILE'))) await addAlertRule(db, rule, 'FILE')
  }
}

/** The same of freezes. */
export async function takeFreezes(
  db: Database,
  { fresh, changed, gone }: Extract<CatalogueChange, { type: 'FREEZES_CHANGED' }>,
): Promise<void> {
  for (const name of gone) await removeFreeze(db, name)
  for (const freeze of [...fresh, ...changed.map(({ after }) => after)]) {
    if (!(await changeFreeze(db, freeze, 'FILE'))) await addFreeze(db, freeze, 'FILE')
  }
}

/** The same of rules of deployments. */
export async function takeNotify(
  db: Database,
  { fresh, changed, gone }: Extract<CatalogueChange, { type: 'NOTIFY_CHANGED' }>,
): Promise<void> {
  for (const name of gone) await removeNotifyRule(db, name)
  for (const rule of [...fresh, ...changed.map(({ after }) => after)]) {
    if (!(await changeNotifyRule(db, rule, 'FILE', null))) await addNotifyRule(db, rule, 'FILE', null)
  }
}
