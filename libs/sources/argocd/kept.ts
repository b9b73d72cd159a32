import { isGoText, keptText, shortMessage } from '#domain/masked-text'
import { addressOf, sourceKept } from './source-kept.ts'

/** Takes of a value what may be kept, and nothing that it does not know. */
export type Keep = (value: unknown) => unknown

const mostLabels = 100
const mostResources = 10_000
/** Argo CD keeps ten unless it is told another number. */
const mostHistory = 200

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Stands for what is of another type than its field holds: that it is, and no more. */
function wrong(value: unknown): string {
  if (typeof value !== 'string') return Array.isArray(value) ? '(a list)' : `(a value: ${typeof value})`
  if (isGoText(value)) return 'map[…]'
  return value === '' || value === '<nil>' || value === '<no value>' ? value : '(a text)'
}

const text: Keep = (value) => {
  if (typeof value === 'string') return keptText(value)
  if (typeof value === 'number' || typeof value === 'boolean') return value
  return value === null || value === undefined ? undefined : wrong(value)
}

const address: Keep = (value) => (typeof value === 'string' ? addressOf(value) : text(value))

function list(item: Keep, most: number): Keep {
  return (value) => {
    if (value === null || value === undefined) return undefined
    return Array.isArray(value) ? value.slice(-most).map((entry) => item(entry) ?? null) : wrong(value)
  }
}

function record(fields: Readonly<Record<string, Keep>>): Keep {
  const known = Object.entries(fields)
  return (value) => {
    if (value === null || value === undefined) return undefined
    if (!isRecord(value)) return wrong(value)
    const kept: Record<string, unknown> = {}
    for (const [name, keep] of known) {
      const what = keep(value[name])
      if (what !== undefined) kept[name] = what
    }
    return kept
  }
}

const labels: Keep = (value) => {
  if (!isRecord(value)) return value === null || value === undefined ? undefined : wrong(value)
  const entries = Object.entries(value).slice(0, mostLabels)
  return Object.fromEntries(
    entries.flatMap(([name, label]) =>
      typeof label === 'string' ? [[name.slice(0, 320), keptText(label).slice(0, 300)]] : [],
    ),
  )
}

const message: Keep = (value) => (typeof value === 'string' ? shortMessage(value) : text(value))

/** Of what kubectl said of a resource only the word for what it did: the rest may quote a manifest. */
const done: Keep = (value) =>
  typeof value === 'string'
    ? (/\b(?:configured|created|unchanged|serverside-applied|replaced|pruned)\b/.exec(value)?.[0] ?? undefined)
    : text(value)

/** An application says the same source a dozen times: what is kept of it is found once. */
function sourcesOnce(): Keep {
  const known = new Map<string, unknown>()
  return (value) => {
    if (value === null || value === undefined) return undefined
    if (!isRecord(value)) return wrong(value)
    const text = JSON.stringify(value)
    const kept = known.get(text) ?? sourceKept(value)
    known.set(text, kept)
    return kept
  }
}

const everyKind = list(text, mostResources)
/** Each once: of resources there may be thousands. */
const kinds: Keep = (value) => {
  const kept = everyKind(value)
  return Array.isArray(kept) ? [...new Set(kept)] : kept
}

const resource = record({
  group: text,
  kind: text,
  name: text,
  status: text,
  message: done,
  hookType: text,
  images: list(text, 100),
})
const initiatedBy = record({ automated: text, username: text })
const health = record({ status: text, lastTransitionTime: text })
const destination = record({ server: text, name: text, namespace: text })
const owners = list(record({ kind: text, name: text }), 20)

function operationWith(applied: Readonly<Record<string, Keep>>): Keep {
  const sync = record({
    ...applied,
    dryRun: text,
    autoHealAttemptsCount: text,
    resources: list(record({ kind: text, name: text }), 1_000),
    syncOptions: list(text, 50),
  })
  return record({
    phase: text,
    message,
    startedAt: text,
    finishedAt: text,
    operation: record({ initiatedBy, sync }),
    syncResult: record({ ...applied, resources: list(resource, mostResources) }),
  })
}

function hydratorWith(source: Keep): Keep {
  const hydration = record({ drySHA: text, hydratedSHA: text, sourceHydrator: record({ drySource: source }) })
  return record({ currentOperation: hydration, lastSuccessfulOperation: hydration })
}

function notification(value: unknown): unknown {
  const source = sourcesOnce()
  const sources = list(source, 50)
  const applied = { source, sources, revision: text, revisions: list(text, 50) }
  const app = { uid: text, name: text, namespace: text, labels, owners, project: text, stage: text, destination }
  const entry = { id: text, deployStartedAt: text, deployedAt: text, initiatedBy, ...applied }
  return record({
    v: text,
    app: record({ ...app, source, sources }),
    operation: operationWith(applied),
    history: list(record(entry), mostHistory),
    health,
    reconciledAt: text,
    images: list(text, 1_000),
    kinds,
    hydrator: hydratorWith(source),
    console: text,
    references: list(record({ revision: text, sha: text, repoURL: address }), 20),
  })(value)
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isRecord(inner) ? inner[name] : undefined), value)
}

const stageAnnotation = 'kargo.akuity.io/authorized-stage'

/** A whole Application, as Kubernetes and the API of Argo CD give it, in the form of our template. */
function formOf(application: unknown, console?: unknown, references?: unknown): unknown {
  const metadata = at(application, 'metadata')
  const spec = at(application, 'spec')
  const status = at(application, 'status')
  const resources = at(status, 'resources')
  return {
    v: 1,
    app: {
      uid: at(metadata, 'uid'),
      name: at(metadata, 'name'),
      namespace: at(metadata, 'namespace'),
      labels: at(metadata, 'labels'),
      owners: at(metadata, 'ownerReferences'),
      project: at(spec, 'project'),
      stage: at(metadata, 'annotations', stageAnnotation),
      destination: at(spec, 'destination'),
      source: at(spec, 'source'),
      sources: at(spec, 'sources'),
    },
    operation: at(status, 'operationState'),
    history: at(status, 'history'),
    health: at(status, 'health'),
    reconciledAt: at(status, 'reconciledAt'),
    images: at(status, 'summary', 'images'),
    kinds: Array.isArray(resources) ? [...new Set(resources.map((entry) => at(entry, 'kind')))] : undefined,
    hydrator: at(status, 'sourceHydrator'),
    console,
    references,
  }
}

/**
 * What may be kept of a notification, of one that holds the whole Application (`{"app": …}`), or of an Application itself: in
 * the form of our own template, and nothing that is not read. Null where it is none of these. What was kept is kept again as
 * it is.
 */
export function keptOf(body: unknown): unknown {
  if (isRecord(at(body, 'app', 'metadata'))) {
    const console = at(body, 'context', 'argocdUrl') ?? at(body, 'console')
    return notification(formOf(at(body, 'app'), console, at(body, 'references')))
  }
  if (isRecord(at(body, 'metadata')) && isRecord(at(body, 'spec'))) return notification(formOf(body))
  return isRecord(body) && 'app' in body ? notification(body) : null
}

/** As `keptOf`; null too for what is nested so deep that it cannot be walked through. */
export function keptWithin(application: unknown): unknown {
  try {
    return keptOf(application)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
