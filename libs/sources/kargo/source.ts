import { carriesSecret, type Source, type Webhook } from '../source.ts'
import { redacted } from './redacted.ts'
import { translate } from './translate.ts'

const webhook: Webhook = {
  howTo: 'Put the secret into a Secret of the project, and an http step with the address at the end of its promotions.',
  largestBody: 2_097_152,
  keptHeaders: [],
  // What is told again is a duplicate by its content; of one promotion the latest counts.
  deliveryId: () => null,
  isAuthentic: carriesSecret,
  json: (body) => body,
  redacted,
}

/** Kargo, which promotes images and commits from stage to stage. */
export const kargo: Source = { id: 'kargo', title: 'Kargo', verified: 'documented', translate, webhook }
