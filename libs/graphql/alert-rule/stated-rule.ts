import { coveringRule } from '#catalogue/alert-contradictions'
import { faultsOfFreeze, unknownInRule } from '#catalogue/alert-plan'
import { knownNames } from '#catalogue/known-names'
import { unknownInUnreadRule } from '#catalogue/names-in-rules'
import type { Contradiction } from '#catalogue/problem'
import { readAlertRule, readFreeze } from '#catalogue/read-alert'
import { type AlertRule, mostAlertRules } from '#domain/alert-rule'
import type { CatalogueState, Stated } from '#domain/catalogue'
import type { FreezeWindow } from '#domain/freeze-window'
import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { addAlertRule, changeAlertRule } from '#storage/stores/alert-rules'
import { readCatalogueState } from '#storage/stores/catalogue'
import { addFreeze } from '#storage/stores/freezes'
import { badName, userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'

/** Faults of what somebody stated, for who stated it. */
export function errorsOf(code: string, faults: readonly Contradiction[]): UserErrorType[] {
  return faults.map(({ path, message }) => userError(code, message, ...path.map(String)))
}

type Named = Stated<{ readonly name: string }>

/** Why something of this name cannot be changed by the API; null where it can. */
export function notByApi(known: readonly Named[], name: string): UserErrorType | null {
  const found = known.find((rule) => rule.name === name)
  if (found === undefined) return userError('NOT_FOUND', 'There is nothing of this name.', 'name')
  if (found.origin === 'API') return null
  return userError('FROM_FILE', 'leadline.yaml states it; change it there, and apply the file.', 'name')
}

/** Why nothing of this name can be made; null where it can. */
export function notNew(known: readonly Named[], name: string, most = mostAlertRules): UserErrorType | null {
  if (known.some((rule) => rule.name === name)) return userError('NAME_TAKEN', 'The name is taken already.', 'name')
  if (known.filter(({ origin }) => origin === 'API').length < most) return null
  return userError('TOO_MANY', `There are ${most} already; remove one, or state them in leadline.yaml.`)
}

/** What of a rule names nobody, or says what another does. */
function ruleErrors(rule: AlertRule, present: CatalogueState): UserErrorType[] {
  const unknown = unknownInRule(rule, knownNames(present, {}))
  if (unknown.length > 0) return errorsOf('NOT_FOUND', unknown)
  const others = present.alerts.filter(({ name }) => name !== rule.name)
  const covering = coveringRule(rule, others, [])
  if (covering === null) return []
  return [userError('USELESS', `It says nothing that ${covering} does not say already.`)]
}

/** Keeps an alert rule that somebody states, as a new one or in place of the one of its name; what is wrong with it. */
export async function keepStatedRule(
  db: Database,
  input: { readonly name: string },
  how: 'NEW' | 'CHANGED',
): Promise<readonly UserErrorType[]> {
  const present = await readCatalogueState(db)
  const wrong = how === 'NEW' ? (badName(input.name, 'name') ?? notNew(present.alerts, input.name)) : null
  const refused = wrong ?? (how === 'CHANGED' ? notByApi(present.alerts, input.name) : null)
  if (refused !== null) return [refused]
  const read = readAlertRule(input)
  if (!read.ok)
    return [...errorsOf('INVALID', read.faults), ...errorsOf('NOT_FOUND', unknownInUnreadRule(input, present))]
  const errors = ruleErrors(read.stated, present)
  if (errors.length > 0) return errors
  if (how === 'CHANGED') await changeAlertRule(db, read.stated, 'API')
  else if ((await addAlertRule(db, read.stated, 'API')) === null)
    return [userError('NAME_TAKEN', 'The name is taken already.', 'name')]
  return []
}

/** Keeps a new freeze that somebody states; what is wrong with it. */
export async function keepStatedFreeze(
  db: Database,
  input: { readonly name: string },
  now: Instant,
): Promise<readonly UserErrorType[]> {
  const present = await readCatalogueState(db)
  const wrong = badName(input.name, 'name') ?? notNew(present.freezes, input.name)
  if (wrong !== null) return [wrong]
  const read = readFreeze(input)
  if (!read.ok) return errorsOf('INVALID', read.faults)
  const freeze: FreezeWindow = read.stated
  const faults = faultsOfFreeze(freeze, knownNames(present, {}), now)
  if (faults.length > 0)
    return faults.flatMap((fault) => errorsOf(fault.path[0] === 'to' ? 'INVALID' : 'NOT_FOUND', [fault]))
  const added = await addFreeze(db, freeze, 'API')
  return added === null ? [userError('NAME_TAKEN', 'The name is taken already.', 'name')] : []
}
