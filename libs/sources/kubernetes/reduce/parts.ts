import { keptText, shortMessage } from '#domain/masked-text'

/** A JSON object of which nothing is known. */
export type Json = Readonly<Record<string, unknown>>

/** What is kept of an object beside its identity. */
export interface Parts {
  readonly spec: Json
  readonly status: Json
  /** Fields of an object that stand beside these two. */
  readonly beside?: Json
}

/** Most entries of any list. */
const mostEntries = 5_000

export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, mostEntries) : []
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** Only texts, numbers and booleans of these names. */
export function scalars(value: unknown, ...names: readonly string[]): Json {
  const given = record(value)
  return Object.fromEntries(
    names.flatMap((name): (readonly [string, unknown])[] => {
      const found = given[name]
      if (typeof found === 'string') return [[name, keptText(found)]]
      return typeof found === 'number' || typeof found === 'boolean' ? [[name, found]] : []
    }),
  )
}

/** Names with what was made of them, without those of which nothing was. */
export function present(parts: Json): Json {
  return Object.fromEntries(
    Object.entries(parts).filter(([, value]) => {
      if (value === null || value === undefined) return false
      if (Array.isArray(value)) return value.length > 0
      return typeof value !== 'object' || Object.keys(value).length > 0
    }),
  )
}

export function texts(value: unknown): readonly string[] {
  return list(value).flatMap((entry) => (typeof entry === 'string' ? [keptText(entry)] : []))
}

/** Lists of objects, each reduced. */
export function each(value: unknown, reduce: (entry: unknown) => Json): readonly Json[] {
  return list(value).map(reduce)
}

/** A text without what addresses in it hold before their host. */
export function plain(value: unknown): string | null {
  const given = text(value)
  return given === null ? null : keptText(given)
}

/** A message up to where values may stand in it, cut. */
export function message(value: unknown): string | null {
  return text(shortMessage(text(value) ?? '').trim())
}

/** With its message, as `message` gives it. */
export function withMessage(value: unknown, ...names: readonly string[]): Json {
  return present({ ...scalars(value, ...names), message: message(record(value)['message']) })
}

/** Conditions of the wanted types, or all of them. */
export function conditions(value: unknown, ...wanted: readonly string[]): readonly Json[] {
  return list(value)
    .filter((entry) => wanted.length === 0 || wanted.includes(String(record(entry)['type'])))
    .map((entry) =>
      withMessage(entry, 'type', 'status', 'reason', 'lastTransitionTime', 'lastUpdateTime', 'observedGeneration'),
    )
}

/** A reference to another object. */
export function reference(value: unknown): Json {
  return scalars(value, 'apiVersion', 'kind', 'name', 'namespace')
}

/** Names and images of the containers of a pod template; their environment is never looked at. */
export function podTemplate(template: unknown): Json {
  const spec = record(record(template)['spec'])
  const containers = (value: unknown): readonly Json[] => each(value, (entry) => scalars(entry, 'name', 'image'))
  return present({
    spec: present({ initContainers: containers(spec['initContainers']), containers: containers(spec['containers']) }),
  })
}

/** Annotations that say whose an object is and which version; all others stay where they are. */
const annotations =
  /^(?:argocd\.argoproj\.io\/tracking-id|event\.toolkit\.fluxcd\.io\/(?:cluster|env|environment|repository|service)|kargo\.akuity\.io\/(?:authorized-stage|create-actor|rollback|alias|promotion)|(?:deployment\.kubernetes\.io|rollout\.argoproj\.io)\/revision|deprecated\.daemonset\.template\.generation|meta\.helm\.sh\/release-(?:name|namespace)|(?:app\.kubernetes\.io|org\.opencontainers\.image|leadline\.dev)\/?[\w.-]+)$/

function annotationsOf(value: unknown): Json {
  return Object.fromEntries(
    Object.entries(record(value)).flatMap(([name, said]) =>
      annotations.test(name) && typeof said === 'string' && said.length <= 1_000 ? [[name, keptText(said)]] : [],
    ),
  )
}

function labelsOf(value: unknown): Json {
  return Object.fromEntries(
    Object.entries(record(value))
      .flatMap(([name, said]) => (typeof said === 'string' ? [[name, keptText(said)] as const] : []))
      .slice(0, 100),
  )
}

/** Who an object is; null where it does not say. Neither managed fields nor what was last applied. */
export function metadata(
  value: unknown,
): (Json & { readonly uid: string; readonly name: string; readonly namespace: string }) | null {
  const given = record(value)
  const [uid, name, namespace] = [given['uid'], given['name'], given['namespace']].map(plain)
  if (uid == null || name == null) return null
  return {
    uid,
    name,
    namespace: namespace ?? '',
    ...scalars(given, 'creationTimestamp', 'generation'),
    ...present({
      labels: labelsOf(given['labels']),
      annotations: annotationsOf(given['annotations']),
      ownerReferences: each(given['ownerReferences'], (owner) =>
        scalars(owner, 'apiVersion', 'kind', 'name', 'uid', 'controller'),
      ),
    }),
  }
}
