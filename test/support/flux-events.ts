import { createHash, createHmac } from 'node:crypto'

/** An event of Flux, as far as a test says otherwise than usual. */
export interface FluxEventParts {
  readonly kind?: string
  readonly name?: string
  readonly namespace?: string
  readonly uid?: string
  readonly severity?: 'info' | 'error'
  readonly reason?: string
  readonly message?: string
  readonly timestamp: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** As notification-controller posts it: of a Kustomization that applied something, unless it says otherwise. */
export function fluxEvent({ kind = 'Kustomization', name = 'web', namespace = 'shop', ...parts }: FluxEventParts) {
  const { severity = 'info', reason = 'Progressing', timestamp, metadata = {} } = parts
  const { uid = createHash('sha256').update(`${kind}/${namespace}/${name}`).digest('hex').slice(0, 32) } = parts
  const message = parts.message ?? `Deployment/${namespace}/${name} configured`
  const involvedObject = { apiVersion: 'example.toolkit.fluxcd.io/v1', kind, namespace, name, uid }
  return { involvedObject, severity, timestamp, message, reason, metadata, reportingController: 'a-controller' }
}

/** What a provider of the type `generic-hmac` puts in `X-Signature`. */
export function fluxSignature(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}
