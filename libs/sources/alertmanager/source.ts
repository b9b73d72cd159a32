import { isProven, schemes } from '../signatures.ts'
import { redactedBody, type Source, type Webhook } from '../source.ts'
import { reduced } from './payload.ts'
import { translate } from './translate.ts'

const words: ReadonlySet<string> = new Set(['alerts', 'status', 'firing', 'resolved', 'labels', 'startsAt', 'endsAt'])

const webhook: Webhook = {
  howTo:
    'A receiver with webhook_configs: the address as url, send_resolved true, and the secret in http_config as authorization credentials.',
  largestBody: 2_097_152,
  keptHeaders: [],
  // A group that fires is told again and again, each time in the same words.
  deliveryId: () => null,
  isAuthentic: (body, headers, secret, at) => isProven(schemes.alertmanager, { body, headers, secret, at }),
  json: (body) => body,
  redacted: (body) => redactedBody(body, words, reduced),
}

/** Alertmanager of Prometheus, and Grafana Alerting, whose webhooks have the same form. */
export const alertmanager: Source = {
  id: 'alertmanager',
  title: 'Alertmanager and Grafana',
  verified: 'captured',
  translate,
  webhook,
}
