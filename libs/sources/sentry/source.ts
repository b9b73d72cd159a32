import { isProven, schemes } from '../signatures.ts'
import { redactedBody, type Source, type Webhook } from '../source.ts'
import { reduced } from './payload.ts'
import { translate } from './translate.ts'

const words: ReadonlySet<string> = new Set(['action', 'data', 'issue', 'event', 'metric_alert', 'alert_rule'])

const webhook: Webhook = {
  howTo:
    'Settings, Custom Integrations, Create New Integration, Internal: the address as Webhook URL, Alert Rule Action on, the webhook issue. Its client secret, of its own, is given in a file with --secret-file.',
  largestBody: 5_242_880,
  keptHeaders: ['sentry-hook-timestamp'],
  deliveryId: (headers) => headers['request-id'] ?? null,
  isAuthentic: (body, headers, secret, at) => isProven(schemes.sentry, { body, headers, secret, at }),
  ownSecret: 'ONLY',
  json: (body) => body,
  redacted: (body) => redactedBody(body, words, reduced),
}

/** Sentry, by the webhooks of an internal integration. */
export const sentry: Source = { id: 'sentry', title: 'Sentry', verified: 'documented', translate, webhook }
