import { type Document, LineCounter, parseAllDocuments } from 'yaml'
import * as z from 'zod'
import { normaliseRepository } from '#domain/repository-name'
import type { CatalogueProblem } from './problem.ts'

/** A thing of Backstage that is deployed, in our words. */
export interface CatalogComponent {
  readonly name: string
  /** `spec.type`: service, website, … */
  readonly kind: string
  /** Reference to its owner, in full and in lower case: `group:default/payments`. Null: it names none. */
  readonly owner: string | null
  /** `host/owner/name`; null: nothing says it. */
  readonly repository: string | null
  /** Globs of its folder; empty: the whole repository. */
  readonly paths: readonly string[]
  /** Other names of it: the application of Argo CD. */
  readonly aliases: readonly string[]
  /** How PagerDuty calls it. */
  readonly incidentKeys: readonly string[]
}

export interface CatalogGroup {
  /** `group:default/payments`. */
  readonly reference: string
  /** What people call it: `spec.profile.displayName`, else its name. */
  readonly name: string
}

export interface CatalogInfo {
  readonly components: readonly CatalogComponent[]
  readonly groups: readonly CatalogGroup[]
  /** Documents that could not be read; the others were. */
  readonly problems: readonly CatalogueProblem[]
}

const text = z.string().min(1).max(500)
const entity = z.looseObject({
  kind: text,
  metadata: z.looseObject({
    name: text,
    namespace: text.optional(),
    annotations: z.record(z.string(), z.unknown()).nullish(),
  }),
  spec: z
    .looseObject({
      type: text.optional().catch(undefined),
      owner: text.optional().catch(undefined),
      profile: z.looseObject({ displayName: text.optional() }).optional().catch(undefined),
    })
    .nullish(),
})
type Entity = z.output<typeof entity>

/** Kinds of components that are code but are never deployed by themselves. */
const neverDeployed = new Set(['library', 'documentation'])

/** A reference in full: `payments` is a group, in the namespace of who names it. Backstage ignores the case. */
export function entityReference(short: string, namespace: string, kind = 'group'): string {
  const read = /^(?:([^:/]+):)?(?:([^:/]+)\/)?([^:/]+)$/.exec(short.trim())
  if (read === null) return short.trim().toLowerCase()
  return `${read[1] ?? kind}:${read[2] ?? namespace}/${read[3]}`.toLowerCase()
}

interface Location {
  readonly repository: string
  /** Folder from the root of the repository; empty: the root. */
  readonly folder: string
}

/** `url:https://github.com/acme/shop/tree/main/checkout/`: branches without a slash only, a URL does not tell them apart. */
function locationOf(annotation: unknown): Location | null {
  const address = typeof annotation === 'string' ? /^url:(https?:\/\/\S+)$/.exec(annotation)?.[1] : undefined
  if (address === undefined || !URL.canParse(address)) return null
  const { host, pathname } = new URL(address)
  const [whole = '', view, rest = ''] = decodeURI(pathname).split(/\/(?:-\/)?(tree|blob|src)\/(.*)/s)
  const repository = normaliseRepository(`${host}${whole}`)
  const [, path = ''] = /^(?:branch\/)?[^/]+\/(.*?)\/*$/s.exec(rest) ?? []
  const folder = view === 'blob' ? path.replace(/\/?[^/]*$/, '') : path
  return repository.split('/').length < 3 ? null : { repository, folder }
}

/** `github.com/project-slug` says no host: an installation of one's own is known by the source location. */
function slugOf(annotations: Readonly<Record<string, unknown>>, location: Location | null): string | null {
  const host = location?.repository.split('/')[0]
  for (const [key, known] of [
    ['github.com/project-slug', 'github.com'],
    ['gitlab.com/project-slug', 'gitlab.com'],
  ] as const) {
    const slug = annotations[key]
    if (typeof slug === 'string' && /^[\w.-]+(?:\/[\w.-]+)+$/.test(slug)) return `${host ?? known}/${slug}`
  }
  return null
}

function textsOf(...values: readonly unknown[]): string[] {
  return values.filter((value): value is string => typeof value === 'string' && value.trim() !== '')
}

function componentOf({ metadata, spec }: Entity): CatalogComponent {
  const namespace = metadata.namespace ?? 'default'
  const annotations = metadata.annotations ?? {}
  const location =
    locationOf(annotations['backstage.io/source-location']) ??
    locationOf(annotations['backstage.io/managed-by-location'])?.repository ??
    null
  const place = typeof location === 'string' ? { repository: location, folder: '' } : location
  const slug = slugOf(annotations, place)
  const same = slug === null || place?.repository === slug
  return {
    name: metadata.name,
    kind: spec?.type ?? 'service',
    owner: spec?.owner === undefined ? null : entityReference(spec.owner, namespace),
    repository: slug ?? place?.repository ?? null,
    paths: same && place !== null && place.folder !== '' ? [`${place.folder}/**`] : [],
    aliases: textsOf(annotations['argocd/app-name']).filter((name) => name !== metadata.name),
    incidentKeys: textsOf(annotations['pagerduty.com/service-id']),
  }
}

function groupOf({ metadata, spec }: Entity): CatalogGroup {
  return {
    reference: entityReference(metadata.name, metadata.namespace ?? 'default'),
    name: spec?.profile?.displayName ?? metadata.name,
  }
}

/** Null where aliases in the document (`*name`) lead nowhere or explode. */
function valuesOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch {
    return null
  }
}

/** Reads a catalog-info.yaml of Backstage, of one document or many; pure. A broken document does not spoil the others. */
export function readCatalogInfo(source: string): CatalogInfo {
  const lines = new LineCounter()
  const components: CatalogComponent[] = []
  const groups: CatalogGroup[] = []
  const problems: CatalogueProblem[] = []
  for (const document of parseAllDocuments(source, { lineCounter: lines, prettyErrors: false })) {
    const at = lines.linePos(document.errors[0]?.pos[0] ?? document.contents?.range?.[0] ?? 0)
    const place = { line: Math.max(1, at.line), column: Math.max(1, at.col), path: '' }
    const [broken] = document.errors
    if (broken !== undefined) {
      problems.push({ ...place, message: `this is no YAML: ${broken.message}` })
      continue
    }
    if (document.contents === null) continue
    const read = entity.safeParse(valuesOf(document))
    if (!read.success) {
      const field = read.error.issues[0]?.path.join('.') ?? ''
      const message = 'is not as Backstage has it; every entity needs kind and metadata.name.'
      problems.push({ ...place, path: field, message })
    } else if (read.data.kind.toLowerCase() === 'component') components.push(componentOf(read.data))
    else if (read.data.kind.toLowerCase() === 'group') groups.push(groupOf(read.data))
  }
  return { components: components.filter(({ kind }) => !neverDeployed.has(kind)), groups, problems }
}
