import { parseImage, type ImageName, versionParts } from '#domain/naming/image-name'
import { normaliseRepository } from '#domain/repository-name'
import type { Statement } from '../source.ts'
import type { Applied, Notification, Resource, Source } from './payload.ts'

const mostImages = 100
const longestImage = 500
const gitRevision = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

/** A source with the revision of it that was applied. */
export interface Placed {
  readonly source: Source
  readonly revision: string | undefined
}

/** Sources with their revisions. What a sync has several of counts before its single one, which is empty then. */
export function placedOf(applied: Applied | undefined, otherwise: Applied = {}): Placed[] {
  const several = applied?.sources ?? []
  if (several.length > 0) {
    return several.flatMap((source, at) =>
      source === null ? [] : [{ source, revision: applied?.revisions?.[at] ?? undefined }],
    )
  }
  const single = applied?.source
  if (single?.repoURL !== undefined) return [{ source: single, revision: applied?.revision }]
  if (otherwise.sources === undefined && otherwise.source === undefined) return []
  return placedOf({ ...otherwise, revision: applied?.revision, revisions: applied?.revisions })
}

/** The source in git that holds the manifests, else the one that holds their values. */
export function gitSource(placed: readonly Placed[]): Placed | undefined {
  const inGit = placed.filter(
    ({ source, revision }) => source.chart === undefined && gitRevision.test(revision ?? '') && source.repoURL,
  )
  return inGit.find(({ source }) => source.path !== undefined) ?? inGit[0]
}

/** `…/values-prod.yaml` of `$values/…/values-prod.yaml`, without its ending. */
function valuesPath(file: string): string {
  return file.replace(/^\$[^/]*\//, '').replace(/\.[a-z]+$/i, '')
}

/** What may tell service and environment: folders of manifests, then files of values, then charts. */
export function pathsOf(placed: readonly Placed[]): string[] {
  const paths = placed.flatMap(({ source: { path } }) => (path === undefined || path === '.' ? [] : [path]))
  const files = placed.flatMap(({ source: { helm } }) => (helm?.valueFiles ?? []).map(valuesPath))
  const charts = placed.flatMap(({ source: { chart } }) => (chart === undefined ? [] : [chart]))
  return [...paths, ...files.toReversed(), ...charts]
}

/** Images with a tag or a digest, each once. */
function distinct(images: readonly (ImageName | null)[]): ImageName[] {
  const named = images
    .filter((image) => image !== null)
    .filter(({ image, tag, digest }) => image.length <= longestImage && (tag ?? digest))
  return [...new Map(named.map((image) => [JSON.stringify(image), image])).values()].slice(0, mostImages)
}

/** Images of what a sync applied; since 3.1 Argo CD tells them. */
export function syncedImages(resources: readonly Resource[]): ImageName[] {
  const applied = resources.filter(({ status }) => status !== 'Pruned')
  return distinct(applied.flatMap(({ images }) => (images ?? []).map(parseImage)))
}

/** Where nothing else says it: what is thought to run, if it is one version of each image. */
export function runningImages(images: readonly (string | null)[]): ImageName[] {
  const found = distinct(images.map(parseImage))
  return new Set(found.map(({ image }) => image)).size === found.length ? found : []
}

type Parts = Partial<Record<'registry' | 'repository' | 'image' | 'tag' | 'digest', string>>

/** One image of the parameters of Helm that belong together: `image.repository` with `image.tag`. */
function imageOf({ repository, image, tag, digest }: Parts): ImageName | { readonly version: string } | null {
  const whole = parseImage(image ?? null)
  if (whole?.tag !== undefined || whole?.digest !== undefined) return whole
  const parts = { ...versionParts(tag ?? null), ...versionParts(digest ?? null) }
  const name = parseImage(repository ?? image ?? null)?.image
  if (parts.tag === undefined && parts.digest === undefined) return null
  return name === undefined ? { version: parts.tag ?? parts.digest ?? '' } : { image: name, ...parts }
}

/** Images that the sources themselves set, and versions of those that they do not name. */
export function overridesOf(placed: readonly Placed[]): { readonly images: ImageName[]; readonly versions: string[] } {
  const found: (ImageName | { readonly version: string } | null)[] = []
  for (const { source } of placed) {
    for (const text of source.kustomize?.images ?? []) found.push(parseImage(text.slice(text.indexOf('=') + 1)))
    const groups = new Map<string, Parts>()
    for (const { name, value } of source.helm?.parameters ?? []) {
      const [, before = '', field = ''] = /^(.*?)[._-]?(image|tag|digest|repository)$/i.exec(name) ?? []
      const group = field.toLowerCase() === 'image' ? name : before
      groups.set(group, { ...groups.get(group), [field.toLowerCase()]: value })
    }
    found.push(...[...groups.values()].map(imageOf))
  }
  return {
    images: distinct(found.map((one) => (one !== null && 'image' in one ? one : null))),
    versions: [...new Set(found.flatMap((one) => (one !== null && 'version' in one ? [one.version] : [])))],
  }
}

/** A chart, or manifests in a registry of images: what no commit names. */
export function isPackage({ source: { chart, repoURL } }: Placed): boolean {
  return chart !== undefined || repoURL?.startsWith('oci://') === true
}

function packaged(placed: readonly Placed[]): string[] {
  return placed.flatMap((one) => {
    const { source, revision } = one
    if (revision === undefined || !isPackage(one)) return []
    return [source.chart === undefined ? revision : `${source.chart}-${revision}`]
  })
}

/** The commit that was written by hand, where what was applied is what the hydrator made of it. */
function dry(found: Placed, hydrator: Notification['hydrator']): Placed | null {
  const made = [hydrator?.lastSuccessfulOperation, hydrator?.currentOperation].find(
    (hydration) => hydration?.hydratedSHA !== undefined && hydration.hydratedSHA === found.revision,
  )
  return made?.drySHA === undefined
    ? null
    : { source: { ...found.source, ...made.sourceHydrator?.drySource }, revision: made.drySHA }
}

/** What was applied, in the words of the contract. */
export interface AppliedVersion {
  /** Empty where nothing names a version. */
  readonly fields: Statement
  /** In the configuration repository. */
  readonly path: string | undefined
  /**
   * The commit that was applied, where it is known of which one that was written by hand it was rendered: more than others can say
   * of it. Null where it is not.
   */
  readonly hydrated: string | null
}

/**
 * What the sources and revisions of a sync say of its version. It is the same for an operation and its later entry in the
 * history, so that neither contradicts the other.
 */
export function versionOf(placed: readonly Placed[], hydrator?: Notification['hydrator']): AppliedVersion {
  const { images, versions } = overridesOf(placed)
  const found = gitSource(placed)
  const written = found === undefined ? null : dry(found, hydrator)
  const git = written ?? found
  // A version is compared before tags are: it must change with each of them.
  const tags = versions.length > 0 ? images.map(({ tag, digest }) => tag ?? digest ?? '') : []
  const isNamed = git !== undefined || images.length + versions.length > 0
  const texts = isNamed ? [...tags, ...versions] : packaged(placed)
  return {
    fields: {
      ...(git !== undefined && {
        configRepository: normaliseRepository(git.source.repoURL ?? ''),
        configRevision: git.revision,
      }),
      ...(images.length > 0 && { images }),
      ...(texts.length > 0 && { version: texts.join('+').slice(0, 200) }),
    },
    path: git?.source.path,
    hydrated: written === null ? null : `${normaliseRepository(found?.source.repoURL ?? '')}@${found?.revision ?? ''}`,
  }
}
