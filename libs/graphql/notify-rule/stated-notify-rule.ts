import { alertsOnlyIn, unknownInRule } from '#catalogue/alert-plan'
import { knownNames } from '#catalogue/known-names'
import { readNotifyRule } from '#catalogue/read-alert'
import type { Instant } from '#domain/instant'
import { mostNotifyRules } from '#domain/notify-rule'
import type { Database } from '#storage/database'
import { readCatalogueState } from '#storage/stores/catalogue'
import { addNotifyRule, changeNotifyRule, listNotifyRules } from '#storage/stores/notify-rules'
import { errorsOf, notByApi, notNew } from '../alert-rule/stated-rule.ts'
import { badName } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'

/** Keeps a rule of deployments that somebody states, as a new one or in place of the one of its name; what is wrong with it. */
export async function keepStatedNotifyRule(
  db: Database,
  input: { readonly name: string },
  how: 'NEW' | 'CHANGED',
  now: Instant,
): Promise<readonly UserErrorType[]> {
  const known = await listNotifyRules(db)
  const isNew = how === 'NEW'
  const refused = isNew
    ? (badName(input.name, 'name') ?? notNew(known, input.name, mostNotifyRules))
    : notByApi(known, input.name)
  if (refused !== null) return [refused]
  const read = readNotifyRule(input)
  if (!read.ok) return errorsOf('INVALID', read.faults)
  const present = await readCatalogueState(db)
  const unknown = unknownInRule(read.stated, knownNames(present, {}))
  if (unknown.length > 0) return errorsOf('NOT_FOUND', unknown)
  const wrong = alertsOnlyIn(read.stated, present.alertChannels)
  if (wrong.length > 0) return errorsOf('INVALID', wrong)
  if (isNew) await addNotifyRule(db, read.stated, 'API', now)
  else await changeNotifyRule(db, read.stated, 'API', now)
  return []
}
