import { type JsonRecord, listIn, recordIn, textIn, textsIn } from '#domain/json-value'
import { keptText, shortMessage } from '#domain/masked-text'

const revisionAnnotation = 'rollout.argoproj.io/revision'

/** Kept of a status as it is. */
const states = ['phase', 'abort', 'abortedAt', 'currentPodHash', 'stableRS', 'observedGeneration'] as const
const analyses = [
  'currentStepAnalysisRunStatus',
  'currentBackgroundAnalysisRunStatus',
  'prePromotionAnalysisRunStatus',
  'postPromotionAnalysisRunStatus',
] as const

function plainly(value: unknown): unknown {
  return typeof value === 'string' ? keptText(value) : value
}

/** Only what is one text, number or truth: nothing hides in it. */
function kept(from: JsonRecord, names: readonly string[]): JsonRecord {
  const plain = names.filter((name) => ['string', 'number', 'boolean'].includes(typeof from[name]))
  return Object.fromEntries(plain.map((name) => [name, plainly(from[name])]))
}

function messageOf(value: unknown): JsonRecord {
  const text = textIn(value)
  return text === null ? {} : { message: shortMessage(text) }
}

function condition(value: unknown): JsonRecord {
  const given = recordIn(value)
  const names = ['type', 'status', 'reason', 'lastTransitionTime', 'lastUpdateTime']
  return { ...kept(given, names), ...messageOf(given['message']) }
}

function analysis(value: unknown): JsonRecord {
  const given = recordIn(value)
  return { ...kept(given, ['name', 'status']), ...messageOf(given['message']) }
}

function strategyStatus(value: unknown): JsonRecord {
  const given = recordIn(value)
  const runs = analyses.flatMap((name) => (given[name] == null ? [] : [[name, analysis(given[name])]]))
  const weight = recordIn(recordIn(given['weights'])['canary'])['weight']
  const weights = typeof weight === 'number' ? { weights: { canary: { weight } } } : {}
  return { ...Object.fromEntries(runs), ...weights }
}

function statusOf(value: unknown): JsonRecord {
  const given = recordIn(value)
  return {
    ...kept(given, states),
    ...messageOf(given['message']),
    conditions: listIn(given['conditions']).map(condition),
    pauseConditions: listIn(given['pauseConditions']).map((each) => kept(recordIn(each), ['reason', 'startTime'])),
    canary: strategyStatus(given['canary']),
    blueGreen: strategyStatus(given['blueGreen']),
  }
}

/** Name and image of each container; the environment of a container may hold secrets. */
function containersOf(value: unknown): readonly JsonRecord[] {
  return listIn(value).map((each) => kept(recordIn(each), ['name', 'image']))
}

/**
 * What is read of a Rollout, whether it is written as the template of the README writes it or is the object itself: no
 * environment of a container, no annotation but the revision, no argument of an analysis. The same again where it is
 * given what it made. What is no object stays, so that it can be said.
 */
export function reducedRollout(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? 'a text' : null
  const given = recordIn(value)
  const metadata = given['metadata'] == null ? given : recordIn(given['metadata'])
  const spec = recordIn(given['spec'])
  const template = recordIn(recordIn(spec['template'])['spec'])
  const workload = recordIn(given['workloadRef'] ?? spec['workloadRef'])
  const revision = given['revision'] ?? recordIn(metadata['annotations'])[revisionAnnotation]
  return {
    ...kept(metadata, ['uid', 'name', 'namespace', 'generation']),
    labels: kept(textsIn(metadata['labels']), Object.keys(textsIn(metadata['labels']))),
    ...kept({ revision }, ['revision']),
    containers: containersOf(given['containers'] ?? template['containers']),
    ...(textIn(workload['name']) === null ? {} : { workloadRef: kept(workload, ['kind', 'name']) }),
    ...kept({ ...spec, ...given }, ['progressDeadlineAbort']),
    status: statusOf(given['status']),
  }
}

function runOf(value: unknown): JsonRecord {
  const given = recordIn(value)
  const status = recordIn(given['status'])
  const phase = textIn(given['phase']) ?? textIn(status['phase'])
  const name = textIn(given['name']) ?? textIn(recordIn(given['metadata'])['name'])
  return {
    ...kept({ name, phase }, ['name', 'phase']),
    ...messageOf(given['message'] ?? status['message']),
  }
}

/** What is read of a notification; see `reducedRollout`. */
export function reducedNotification(body: unknown): JsonRecord {
  const given = recordIn(body)
  return {
    ...kept(given, ['v', 'event', 'at', 'cluster']),
    rollout: reducedRollout(given['rollout']),
    analysisRuns: listIn(given['analysisRuns']).map(runOf),
  }
}
