import { carriesSecret, type Headers, type Source, type Webhook } from '../source.ts'
import { redacted } from './reduced.ts'
import { translate } from './translate.ts'

const webhook: Webhook = {
  howTo:
    'Give both to the agent, which watches the cluster: LEADLINE_URL and LEADLINE_TOKEN of examples/kubernetes/agent.yaml.',
  largestBody: 2_097_152,
  keptHeaders: ['content-type'],
  deliveryId: (headers: Headers) => headers['leadline-delivery'] ?? null,
  isAuthentic: carriesSecret,
  json: (body) => body,
  redacted,
}

/** The agent of ours inside a Kubernetes cluster. */
export const kubernetes: Source = { id: 'kubernetes', title: 'Kubernetes', verified: 'documented', translate, webhook }
