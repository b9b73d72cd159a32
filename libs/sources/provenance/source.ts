import { isUtf8 } from 'node:buffer'
import { carriesSecret, type Source, type Webhook } from '../source.ts'
import { redacted } from './redacted.ts'
import { translate } from './translate.ts'

/** Tools write a document a line; several lines are read as a list. */
function json(body: Buffer): Buffer {
  if (!isUtf8(body)) return body
  const lines = body.toString('utf8').split('\n')
  const documents = lines.map((line) => line.trim()).filter((line) => line !== '')
  const isList = documents.length > 1 && documents.every((line) => line.startsWith('{') && line.endsWith('}'))
  return isList ? Buffer.from(`[${documents.join(',')}]`) : body
}

const webhook: Webhook = {
  howTo: 'In the pipeline, after the build: POST the attestation with the header "Authorization: Bearer SECRET".',
  largestBody: 8_388_608,
  keptHeaders: ['content-type', 'x-published-at'],
  // An attestation has no id; what is sent again is a duplicate by its content.
  deliveryId: () => null,
  isAuthentic: carriesSecret,
  json,
  redacted: (body) => redacted(json(body)),
}

/** Provenance of builds: which commit a digest was built from. */
export const provenance: Source = {
  id: 'provenance',
  title: 'Build provenance',
  verified: 'documented',
  translate,
  webhook,
}
