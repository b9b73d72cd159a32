import { sourceKept } from '../../argocd/source-kept.ts'
import {
  plain,
  each,
  type Json,
  type Parts,
  message,
  present,
  record,
  scalars,
  text,
  texts,
  withMessage,
} from './parts.ts'

/** Where an application is from, as the source of Argo CD keeps it: without values but those that name an image. */
function source(value: unknown): Json {
  return sourceKept(record(value))
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

/** What kubectl did, as it says it; the rest of its message may quote a manifest. */
const done = /\b(?:configured|created|unchanged|serverside-applied|replaced|pruned)\b/

function resource(value: unknown): Json {
  const given = record(value)
  return present({
    ...scalars(given, 'group', 'kind', 'namespace', 'name', 'status', 'hookType', 'hookPhase'),
    message: done.exec(text(given['message']) ?? '')?.[0] ?? null,
    images: texts(given['images']),
  })
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
  const drySource = scalars(record(record(value)['sourceHydrator'])['drySource'], 'path', 'targetRevision')
  const repoURL = plain(record(record(record(value)['sourceHydrator'])['drySource'])['repoURL'])
  return present({
    ...withMessage(value, 'phase', 'drySHA', 'hydratedSHA', 'startedAt', 'finishedAt'),
    sourceHydrator: present({ drySource: present({ ...drySource, repoURL }) }),
  })
}

function kindsOf(resources: unknown): ReadonlySet<string> {
  return new Set((Array.isArray(resources) ? resources : []).flatMap((entry) => plain(record(entry)['kind']) ?? []))
}

/** What an Application of Argo CD says about its deliveries: all that a notification would, and nothing of its values. */
export function reduceApplication({ spec: given, status: told }: Json): Parts {
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
      // Of all that it holds, which kinds there are.
      resources: [...kindsOf(status['resources'])].map((kind) => ({ kind })),
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
