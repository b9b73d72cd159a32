import { isProven, schemes } from '../signatures.ts'
import { redactedBody, type Source, type Webhook } from '../source.ts'
import { reduced } from './payload.ts'
import { translate } from './translate.ts'

const words: ReadonlySet<string> = new Set(['sys_id', 'sys_mod_count', 'number', 'state', 'opened_at', 'resolved_at'])

const webhook: Webhook = {
  howTo:
    'A business rule on Incident, after insert, update and delete, with the script of our README; the secret in the header Authorization. Optional: reading its Table API does as well.',
  largestBody: 2_097_152,
  keptHeaders: [],
  // What is sent again says the same again.
  deliveryId: () => null,
  isAuthentic: (body, headers, secret, at) => isProven(schemes.servicenow, { body, headers, secret, at }),
  json: (body) => body,
  redacted: (body) => redactedBody(body, words, reduced),
}

/** ServiceNow's incidents. */
export const servicenow: Source = { id: 'servicenow', title: 'ServiceNow', verified: 'documented', translate, webhook }
