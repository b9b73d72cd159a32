import { listIn, recordIn, textIn } from '#domain/json-value'
import { digestOf, parseImage, tagOf } from '#domain/naming/image-name'
import { normaliseRepository } from '#domain/repository-name'

/** An image of a piece of freight, with what its manifest says of its origin. */
export interface FreightImage {
  readonly image: string
  readonly tag: string | null
  readonly digest: string | null
  /** Commit and repository that it was built from. */
  readonly revision: string | null
  readonly source: string | null
}

export interface FreightCommit {
  readonly repository: string
  readonly sha: string
}

export interface FreightChart {
  readonly name: string
  readonly version: string
}

/** What a promotion brings into a stage. */
export interface Freight {
  readonly name: string | null
  readonly alias: string | null
  readonly warehouse: string | null
  readonly createdAt: string | null
  readonly images: readonly FreightImage[]
  readonly commits: readonly FreightCommit[]
  readonly charts: readonly FreightChart[]
}

/** More than any freight holds. */
const most = 200

/** How a field of JSON is called in Go's own structs, in which expressions may leave it: `RepoURL`, `ID`. */
export function goName(name: string): string {
  return name === 'id' ? 'ID' : `${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

function either(value: unknown, name: string): unknown {
  const held = recordIn(value)
  return held[name] ?? held[goName(name)]
}

function repositoryOf(value: unknown): string | null {
  const url = textIn(either(value, 'repoURL'))
  const name = url === null || url.startsWith('map[') ? '' : normaliseRepository(url)
  return name === '' || name.length > 300 ? null : name
}

/** A sha of 7 to 64 hex digits; nothing else names a commit. */
export function shaOf(value: unknown): string | null {
  const text = textIn(value)
  return text !== null && /^[0-9a-f]{7,64}$/i.test(text) ? text.toLowerCase() : null
}

export function imageOf(value: unknown): FreightImage | null {
  const name = parseImage(textIn(either(value, 'repoURL'))?.replace(/^[a-z]+:\/\//i, '') ?? null)
  if (name === null) return null
  const annotations = recordIn(either(value, 'annotations'))
  const source = textIn(annotations['org.opencontainers.image.source'])
  const tag = tagOf(textIn(either(value, 'tag')))
  const digest = digestOf(textIn(either(value, 'digest')))
  return {
    image: name.image,
    tag: tag ?? name.tag ?? null,
    digest: digest ?? name.digest ?? null,
    revision: shaOf(annotations['org.opencontainers.image.revision']),
    source: source === null ? null : normaliseRepository(source) || null,
  }
}

export function commitOf(value: unknown): FreightCommit | null {
  const repository = repositoryOf(value)
  const sha = shaOf(either(value, 'id'))
  return repository === null || sha === null ? null : { repository, sha }
}

export function chartOf(value: unknown): FreightChart | null {
  const url = textIn(either(value, 'repoURL'))
  const name = textIn(either(value, 'name')) ?? url?.replace(/\/+$/, '').split('/').at(-1) ?? null
  const version = textIn(either(value, 'version'))
  if (name === null || version === null || `${name}${version}`.length > 190) return null
  return { name, version }
}

/** Those of a list that can be read, each once. */
export function all<T>(list: unknown, read: (value: unknown) => T | null): readonly T[] {
  const found = listIn(list).slice(0, most).map(read)
  const known = new Map(found.flatMap((one) => (one === null ? [] : [[JSON.stringify(one), one] as const])))
  return [...known.values()]
}

/** Freight as Kargo's own objects hold it. */
export function freightOf(value: unknown): Freight {
  const held = recordIn(value)
  return {
    name: textIn(held['name']),
    alias: textIn(held['alias']),
    warehouse: textIn(recordIn(held['origin'])['name']) ?? textIn(held['warehouse']),
    createdAt: textIn(held['createdAt']),
    images: all(held['images'], imageOf),
    commits: all(held['commits'], commitOf),
    charts: all(held['charts'], chartOf),
  }
}
