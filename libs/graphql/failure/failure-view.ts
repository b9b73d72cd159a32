import { SECOND } from '#domain/instant'
import type { Failure } from '#domain/stream-history'
import type { StreamRow } from '#storage/queries/streams'
import { linkView } from '../deployment/link-view.ts'
import { globalId } from '../relay/global-id.ts'
import type { FailureView, Origin } from '../views.ts'

export function failureView(failure: Failure, stream: StreamRow, origin: Origin): FailureView {
  return {
    __typename: 'Failure',
    id: globalId('Failure', stream.service, stream.environment, failure.key),
    stream,
    origin,
    deploymentKey: failure.deploymentKey,
    restoredByKey: failure.restoredByKey,
    incidentKeys: failure.incidents,
    basis: failure.basis,
    confidence: failure.confidence,
    impactStartedAt: failure.impactStartedAt,
    restoredAt: failure.restoredAt,
    restoredRule: failure.restoredRule,
    seconds: failure.duration === null ? null : failure.duration / SECOND,
    remedy: failure.remedy,
    restoredByFlag: failure.restoredByFlag ?? null,
    evidence: failure.links.map(linkView),
  }
}
