import { createHash } from 'node:crypto'
import { carriesSecret, type Headers, type Source, type Webhook } from '../source.ts'
import { redacted } from './redacted.ts'
import { translate } from './translate.ts'

/** A CloudEvent in binary mode is known by its source and id together; one in structured mode has both in its body. */
function deliveryId(headers: Headers): string | null {
  const { 'ce-source': source, 'ce-id': id } = headers
  if (source === undefined || id === undefined) return null
  const both = `${source} ${id}`
  // Longer ids are cut where they are kept: two that begin alike must not be taken for one.
  return both.length <= 200 ? both : createHash('sha256').update(both).digest('hex')
}

const webhook: Webhook = {
  howTo: 'Send each event there with the header "Authorization: Bearer SECRET", in binary or structured mode.',
  largestBody: 2_097_152,
  keptHeaders: ['content-type', 'ce-id', 'ce-source', 'ce-type'],
  deliveryId,
  isAuthentic: carriesSecret,
  json: (body) => body,
  redacted,
}

/** CDEvents of the CD Foundation, 0.4 and 0.5. */
export const cdevents: Source = { id: 'cdevents', title: 'CDEvents', verified: 'documented', translate, webhook }
