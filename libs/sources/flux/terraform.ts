import { liveRuleAttribute } from '#domain/statement-attributes'
import type { Statement, Translation } from '../source.ts'
import { attributesOf } from './kustomization.ts'
import { metadataOf, type FluxEvent } from './payload.ts'
import { configRepositoryOf, idOf, objectOf, placeOf } from './place.ts'
import { precedence } from './precedence.ts'
import { revisionOf } from './revision.ts'
import { firstLine } from './words.ts'

/** The infrastructure's code is in the repository itself: its commit is what was deployed. */
function versionOf(revision: string, repository: string | null): Statement {
  const { sha } = revisionOf(revision)
  return repository === null || sha === null ? { version: revision.slice(0, 200) } : { sha, repository }
}

/** An event of tofu-controller, which speaks in Flux's words, in those of the event contract. */
export function terraformEvent(event: FluxEvent, settings: unknown): Translation {
  const { severity, reason, message = null, timestamp } = event
  const isApplied = severity !== 'error' && /^(?:Terraform )?Applied successfully$/i.test(message ?? '')
  const isFailed = severity === 'error' && (/^Apply error\b/.test(message ?? '') || reason === 'TFExecApplyFailed')
  if (!isApplied && !isFailed) return { ignored: `a Terraform event that applies nothing: ${reason ?? 'no reason'}` }
  const object = objectOf(event)
  const place = placeOf(object, settings)
  if (place === null) return { ignored: 'a rule of the source says that it is no service' }
  const revision = metadataOf(event, 'revision')
  if (revision === null) return { ignored: 'it names no revision, so that nothing was applied' }
  const at = new Date(timestamp).toISOString()
  const note = isFailed ? firstLine(message) : null
  const statement = {
    type: 'deployment',
    id: idOf(object, revision),
    ...place,
    ...versionOf(revision, configRepositoryOf(object, settings)),
    finishedAt: timestamp,
    outcome: isApplied ? 'succeeded' : 'failed',
    updatedAt: precedence(isApplied ? 1 : 0, at),
    attributes: {
      ...(isApplied && { [liveRuleAttribute]: 'SYNC' }),
      ...attributesOf(object, event),
      ...(note !== null && { 'flux.message': note }),
    },
  }
  return { statements: [statement] }
}
