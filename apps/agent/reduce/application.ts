import { address, each, type Json, list, message, present, record, scalars, text, texts, withMessage } from './parts.ts'

/** Parameters of Helm charts that name an image; the values of all others may be secrets. */
const imageParameter = /(?:image|tag|digest|repository)$/i

function parameters(value: unknown): readonly Json[] {
  return list(value)
    .filter((entry) => imageParameter.test(text(record(entry)['name']) ?? ''))
    .map((entry) => scalars(entry, 'name', 'value', 'forceString'))
}

/** Where an application is from: without values, and of parameters only those that name an image. */
function source(value: unknown): Json {
  const given = record(value)
  const [helm, kustomize] = [record(given['helm']), record(given['kustomize'])]
  return present({
    repoURL: address(given['repoURL']),
    ...scalars(given, 'path', 'chart', 'targetRevision', 'ref', 'name'),
    helm: present({
      ...scalars(helm, 'releaseName'),
      valueFiles: texts(helm['valueFiles']),
      parameters: parameters(helm['parameters']),
    }),
    kustomize: present({ images: texts(kustomize['images']) }),
  })
}

function origin(value: unknown): Json {
  const given = record(value)
  return {
    ...scalars(given, 'revision'),
    ...present({
      revisions: texts(given['revisions']),
      source: source(given['source']),
      sources: each(given['sources'], source),
    }),
  }
}

function operation(value: unknown): Json {
  const given = record(value)
  const sync = record(given['sync'])
  return present({
    initiatedBy: scalars(given['initiatedBy'], 'automated', 'username'),
    sync: present({
      ...origin(sync),
      ...scalars(sync, 'dryRun', 'prune', 'autoHealAttemptsCount'),
      resources: each(sync['resources'], (entry) => scalars(entry, 'group', 'kind', 'namespace', 'name')),
      syncOptions: texts(sync['syncOptions']),
    }),
    retry: scalars(given['retry'], 'limit'),
  })
}

function resource(value: unknown): Json {
  const said = withMessage(value, 'group', 'version', 'kind', 'namespace', 'name', 'status')
  const hook = scalars(value, 'hookType', 'hookPhase', 'syncPhase')
  return { ...said, ...hook, ...present({ images: texts(record(value)['images']) }) }
}

function operationState(value: unknown): Json {
  const given = record(value)
  const result = record(given['syncResult'])
  return present({
    ...withMessage(given, 'phase', 'startedAt', 'finishedAt', 'retryCount'),
    operation: operation(given['operation']),
    syncResult: present({ ...origin(result), resources: each(result['resources'], resource) }),
  })
}

function historyEntry(value: unknown): Json {
  const said = scalars(value, 'id', 'deployStartedAt', 'deployedAt')
  return {
    ...said,
    ...origin(value),
    ...present({ initiatedBy: scalars(record(value)['initiatedBy'], 'automated', 'username') }),
  }
}

function hydration(value: unknown): Json {
  return withMessage(value, 'phase', 'drySHA', 'hydratedSHA', 'startedAt', 'finishedAt')
}

/** What an Application of Argo CD says about its deliveries: all that a notification would, and nothing of its values. */
export function reduceApplication({ spec: given, status: told }: Json): { readonly spec: Json; readonly status: Json } {
  const spec = record(given)
  const status = record(told)
  const hydrator = record(status['sourceHydrator'])
  return {
    spec: present({
      ...scalars(spec, 'project'),
      destination: scalars(spec['destination'], 'server', 'name', 'namespace'),
      source: source(spec['source']),
      sources: each(spec['sources'], source),
    }),
    status: present({
      operationState: operationState(status['operationState']),
      history: each(status['history'], historyEntry),
      sync: present({
        ...scalars(status['sync'], 'status', 'revision'),
        revisions: texts(record(status['sync'])['revisions']),
      }),
      health: present({
        ...scalars(status['health'], 'status', 'lastTransitionTime'),
        message: message(record(status['health'])['message']),
      }),
      summary: present({ images: texts(record(status['summary'])['images']) }),
      sourceHydrator: present({
        currentOperation: hydration(hydrator['currentOperation']),
        lastSuccessfulOperation: hydration(hydrator['lastSuccessfulOperation']),
      }),
    }),
  }
}

/** An operation is known by its start; a state of the next one must not stand for this one's. */
export function operationOf({ status }: { readonly status: Json }): string {
  return text(record(status['operationState'])['startedAt']) ?? ''
}
