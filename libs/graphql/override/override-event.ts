import { partsOf } from '../relay/id-parts.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import type { DeploymentView, IncidentView } from '../views.ts'
import type { OverrideInput } from './override.input.ts'

const classifications = ['incident', 'alert', 'drill', 'false_positive', 'duplicate']

/** What an override settles, in the words of the event contract. */
export type Settles = Readonly<Record<string, string | boolean>>

/** How an event names a deployment: by an id that its sender gave, else by the entity itself. */
function referenceTo({
  reports,
}: Pick<DeploymentView, 'reports'>): { readonly id: string; readonly source: string } | null {
  const named = reports.find((report) => report.externalId !== null) ?? reports[0]
  if (named === undefined) return null
  const { externalId, source } = named
  return { id: externalId ?? (named as { readonly entity?: string }).entity ?? '', source }
}

/** Which of the forms of an override an input is; null when it is none. */
function formOf(input: OverrideInput): 'DEPLOYMENT' | 'NO_DEPLOYMENT' | 'KIND' | 'SERVICE' | 'CLASSIFICATION' | null {
  const given = (['incidentId', 'deploymentId', 'noDeployment', 'service', 'kind', 'classification'] as const).filter(
    (name) => input[name] !== null && input[name] !== undefined && input[name] !== false,
  )
  switch (given.join(' ')) {
    case 'incidentId deploymentId':
      return 'DEPLOYMENT'
    case 'incidentId noDeployment':
      return 'NO_DEPLOYMENT'
    case 'deploymentId kind':
      return 'KIND'
    case 'incidentId service':
      return 'SERVICE'
    case 'incidentId classification':
      return 'CLASSIFICATION'
    default:
      return null
  }
}

/** The fields of the event that an input means, or why it means none. */
export function settlesOf(input: OverrideInput, deployment: DeploymentView | null): Settles | UserErrorType {
  const form = formOf(input)
  if (form === null) {
    return userError(
      'CONTRADICTION',
      'Give `incidentId` with one of `deploymentId`, `noDeployment`, `service` and `classification`, or `deploymentId` with `kind`.',
      'input',
    )
  }
  if (form === 'CLASSIFICATION' && !classifications.includes(input.classification ?? '')) {
    return userError(
      'BAD_CLASSIFICATION',
      `\`classification\` is one of ${classifications.join(', ')}.`,
      'input',
      'classification',
    )
  }
  const reference = deployment === null ? null : referenceTo(deployment)
  if ((form === 'DEPLOYMENT' || form === 'KIND') && reference === null) {
    return userError(
      'NOT_FOUND',
      'There is no deployment with this id; take the `id` of one of `deployments`.',
      'input',
      'deploymentId',
    )
  }
  const key = form === 'KIND' ? '' : (partsOf(input.incidentId ?? '', 'Incident', 'input.incidentId')[0] ?? '')
  const incident = { incidentId: key.slice(key.indexOf('/') + 1), incidentSource: key.slice(0, key.indexOf('/')) }
  const named = reference === null ? {} : { deploymentId: reference.id, deploymentSource: reference.source }
  switch (form) {
    case 'DEPLOYMENT':
      return { ...incident, ...named }
    case 'NO_DEPLOYMENT':
      return { ...incident, noDeployment: true }
    case 'KIND':
      return { ...named, kind: input.kind ?? '' }
    case 'SERVICE':
      return { ...incident, service: input.service ?? '' }
    case 'CLASSIFICATION':
      return { ...incident, classification: input.classification ?? '' }
  }
}

/** Why no correction can lay an incident to a deployment: it concerns what the deployment did not change. */
export function notTogether({ places }: IncidentView, { stream }: DeploymentView): UserErrorType | null {
  if (places.some((place) => place.stream.id === stream.id)) return null
  return userError(
    'CONTRADICTION',
    `The deployment is of ${stream.service} in ${stream.environment}, where the incident does not count. Settle first with \`service\` that it is an incident of ${stream.service}, or name another deployment.`,
    'input',
    'deploymentId',
  )
}

/** The earliest that is known of a deployment that went live; null of one that never did. */
function beganAt({ startedAt, liveAt, arrivals }: DeploymentView): number | null {
  if (liveAt === null) return null
  const arrived = arrivals.filter(({ outcome }) => outcome === 'SUCCEEDED').map(({ at }) => at)
  return Math.min(startedAt ?? liveAt, liveAt, ...arrived)
}

/** Why a deployment cannot have caused an incident: it began after the incident had opened. */
export function tooLate({ openedAt }: IncidentView, deployment: DeploymentView): UserErrorType | null {
  const began = beganAt(deployment)
  if (began === null || began <= openedAt) return null
  return userError(
    'CONTRADICTION',
    `The incident opened at ${new Date(openedAt).toISOString()}, before the deployment began at ${new Date(began).toISOString()}: it cannot have caused it. Name an earlier deployment; where one of the times is wrong, its source has to correct it first.`,
    'input',
    'deploymentId',
  )
}

export function isUserError(value: Settles | UserErrorType): value is UserErrorType {
  return 'code' in value
}
