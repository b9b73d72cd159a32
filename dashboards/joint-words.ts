/** The ends of a joint and what it rests on, in words. Keys that are not known stand as they came. Pure. */
import type { Joint } from './evidence-answers.ts'
import { shortSha, shortVersion } from './format.ts'

/** What people call an end of a joint: `deployment deployment|ci|d1` is `deployment d1, reported by ci`. */
export function endWords(end: string, incidents: readonly { readonly externalId: string }[] = []): string {
  if (end === 'deployment') return 'this deployment'
  const [, kind = '', name = ''] = /^(\w+) (.+)$/s.exec(end) ?? []
  switch (kind) {
    case 'deployment':
      return deploymentWords(name) ?? end
    case 'incident':
      return incidentWords(name, incidents) ?? end
    case 'artifact':
      return name.split(',').every((part) => part.startsWith('sha256:'))
        ? `artifact ${name.split(',').map(shortSha).join(', ')}`
        : end
    case 'version':
      return `version ${shortVersion(name)}`
    case 'commit':
    case 'change':
      return codeWords(name) ?? end
    case 'sync':
      return `a sync of ${codeWords(name) ?? name}`
    default:
      return deploymentWords(end) ?? end
  }
}

/** Whether a mend is a command to paste; else it is a sentence. */
export function isCommand(mend: string): boolean {
  return /(?:^|\| )npx leadline /.test(mend)
}

/** Parts of a key, which `|` separates and `\\` escapes. */
function partsOf(key: string): string[] {
  const parts = ['']
  for (const [piece] of key.matchAll(/\\.|[^\\]/gs)) {
    if (piece === '|') parts.push('')
    else parts[parts.length - 1] += piece.length === 2 && piece.startsWith('\\') ? piece.slice(1) : piece
  }
  return parts
}

/** Of `deployment|source|id`; where the sender gave no id, that is service, environment, placement, version and time. */
function deploymentWords(key: string): string | null {
  const [type, source, id = '', ...more] = partsOf(key)
  if (type !== 'deployment' || source === undefined || id === '' || more.length > 0) return null
  const [service, environment, placement, version = '', at = '', ...rest] = partsOf(id)
  const spelled = rest.length === 0 && /^\d{10,}$/.test(at)
  const place = placement === '' ? environment : `${environment}, ${placement}`
  const name = spelled ? `of ${service} ${shortVersion(version)} to ${place}` : id
  return `deployment ${name}, reported by ${source}`
}

function incidentWords(key: string, incidents: readonly { readonly externalId: string }[]): string | null {
  const known = incidents.find(({ externalId }) => key.endsWith(`/${externalId}`))
  if (known === undefined) return null
  return `incident ${known.externalId}, reported by ${key.slice(0, -known.externalId.length - 1)}`
}

/** Of `repository#number` or `repository@sha`. */
function codeWords(key: string): string | null {
  const request = /^(.+)#(\d+)$/s.exec(key)
  if (request !== null) return `change #${request[2]} of ${request[1]}`
  const at = key.lastIndexOf('@')
  return at === -1 ? null : `commit ${shortSha(key.slice(at + 1))} of ${key.slice(0, at).replace(/^service:/, '')}`
}

const methods: Readonly<Record<string, string>> = {
  STATED_SHA: 'Stated commit',
  ARTIFACT: 'Artifact',
  ARTIFACT_DIGEST: 'Image digest',
  ARTIFACT_VERSION: 'Version of an artifact',
  ARTIFACT_TAG: 'Image tag',
  TAG_FULL_SHA: 'Commit in the image’s tag',
  TAG_SHORT_SHA: 'Short commit in the image’s tag',
  TAG_GIT_TAG: 'Git tag of the image’s tag',
  TAG_LIKE_GIT_TAG: 'Git tag like the image’s tag',
  ARGOCD_REFERENCE: 'Commit named by the configuration’s commit',
  HYDRATED: 'Rendered by the hydrator',
  RECONCILE: 'Applied by a reconciler',
  INCLUDES: 'Listed by its sender',
  CONFIG_COMMIT: 'Configuration commit',
  EXPLICIT: 'Named',
  REMEDIATES: 'Named as repaired',
  TIME_ONLY: 'Only began shortly after',
  FLAG_STATED: 'Flag switched for it',
  FLAG_REASON: 'Named by the reason of the switch',
  FLAG_TITLE: 'Flag named by the incident’s title',
  FLAG_TIME_ONLY: 'Flag switched off meanwhile: a suggestion, not counted',
  OUTCOME: 'Its own outcome',
}

/** How two ends were joined; null where this page does not know the method. */
export function methodWords(method: string): string | null {
  return methods[method] ?? null
}

const grounds: Readonly<Record<string, string>> = {
  COMMIT_GRAPH: 'git ancestry',
  STATED_SHA: 'the deployment’s own sha',
  TAG_FULL_SHA: 'the image’s tag',
  TAG_SHORT_SHA: 'the image’s tag',
  TAG_GIT_TAG: 'the image’s tag',
  TAG_LIKE_GIT_TAG: 'the image’s tag',
  ARGOCD_REFERENCE: 'the trailers of the configuration’s commit',
  HYDRATED: 'what the hydrator wrote',
  INCLUDES: 'the sender’s own list',
  CONFIG_COMMIT: 'the deployment’s own configSha',
  REVERT: 'the revert commit in it',
  EXPLICIT: 'the deployment’s own remediates',
  HOTFIX: 'the fix’s own remediates',
  REMEDIATES: 'the fix’s own remediates, or the incident’s fixedBySha',
  TIME_ONLY: 'the time alone',
  OUTCOME: 'the outcome that its sender told',
  OVERRIDE: 'what a person said',
}

/** What a joint rests on where no record is linked to it. */
export function groundWords({ method, confidence }: Pick<Joint, 'method' | 'confidence'>): string {
  if (method === 'ROLLBACK') return confidence === 'HIGH' ? 'the rollback’s own word' : 'same version or git ancestry'
  return grounds[method] ?? 'no record of its own'
}
