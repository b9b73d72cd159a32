import { digestOf, parseImage, shortImage, tagOf, versionParts } from '#domain/naming/image-name'
import type { ImageReference } from './image-reference.ts'
import { isMapping, type Mapping, present, textAt } from './mapping.ts'
import { looksLikeVersion, variableReference } from './variables.ts'

/** Where values are from, and what is known there of the names around them. */
export interface ValuesContext {
  /** Put before every key. */
  readonly prefix: readonly string[]
  /** Names around the values, the best first. */
  readonly names: readonly string[]
  readonly places: readonly string[]
}

const repositoryKeys = ['repository', 'imageRepository', 'image_repository', 'repo']
const imageEnd = /image$/i
const listOfImages = /^images$/i
const listOfTags = /^image[_-]?tags$/i

function repositoryOf(block: Mapping, path: readonly string[]): string | null {
  const inImage = imageEnd.test(path.at(-1) ?? '')
  const keys = inImage ? [...repositoryKeys, 'image', 'name'] : repositoryKeys
  const repository = keys.map((key) => textAt(block, key)).find((text) => text !== null) ?? null
  const registry = textAt(block, 'registry')
  if (repository === null) return null
  return parseImage(registry === null ? repository : `${registry}/${repository}`)?.image ?? null
}

function reference(
  path: readonly string[],
  value: Pick<ImageReference, 'image' | 'tag' | 'digest'>,
  around: ValuesContext,
): ImageReference {
  const own = path.filter((part) => !imageEnd.test(part)).toReversed()
  return {
    key: [...around.prefix, ...path].join('.'),
    form: 'HELM_VALUE',
    ...value,
    names: [...present(value.image === undefined ? null : shortImage(value.image)), ...own, ...around.names],
    places: [...path, ...around.places],
  }
}

/** `{ repository, tag, digest }`, as Helm charts have it under `image`. */
function blockReference(block: Mapping, path: readonly string[], around: ValuesContext): ImageReference | null {
  const image = repositoryOf(block, path)
  const inImage = imageEnd.test(path.at(-1) ?? '')
  if (image === null && !inImage) return null
  const version = versionParts(textAt(block, 'tag') ?? (inImage ? textAt(block, 'version') : null))
  const digest = digestOf(textAt(block, 'digest') ?? textAt(block, 'sha') ?? textAt(block, 'sha256')) ?? version.digest
  if (version.tag === undefined && digest === undefined) return null
  const value = {
    ...(image === null ? {} : { image }),
    ...(version.tag === undefined ? {} : { tag: version.tag }),
    ...(digest === undefined ? {} : { digest }),
  }
  return reference(path, value, around)
}

/** `image: repository:tag`, or `image: repository` with its tag beside it. */
function imageText(key: string, block: Mapping, path: readonly string[], around: ValuesContext): ImageReference | null {
  const names = imageEnd.test(key) || listOfImages.test(path.at(-1) ?? '')
  const parsed = names ? parseImage(textAt(block, key)) : null
  if (parsed === null) return null
  if (parsed.tag !== undefined || parsed.digest !== undefined) return reference([...path, key], parsed, around)
  const beside = key === 'image' ? (textAt(block, 'tag') ?? textAt(block, 'version')) : null
  const tag = tagOf(beside ?? textAt(block, `${key}Tag`) ?? textAt(block, `${key}_tag`))
  return tag === null ? null : reference([...path, key], { ...parsed, tag }, around)
}

function scalarReference(
  key: string,
  block: Mapping,
  path: readonly string[],
  around: ValuesContext,
): ImageReference | null {
  const text = textAt(block, key)
  if (text === null) return null
  if (listOfTags.test(path.at(-1) ?? '')) {
    const tag = tagOf(text)
    return tag === null ? null : reference([...path, key], { tag }, around)
  }
  const found = imageText(key, block, path, around)
  if (found !== null) return found
  const besideImage = /^image_?tag$/i.test(key) || key === 'tag' ? parseImage(textAt(block, 'image')) : null
  if (besideImage !== null || (key === 'tag' && path.length > 0 && !looksLikeVersion(text))) return null
  const variable = variableReference([...around.prefix, ...path, key].join('.'), key, text)
  if (variable === null) return null
  const names = [...variable.names, ...path.toReversed(), ...around.names]
  return { ...variable, names, places: [...path, key, ...around.places] }
}

/** The name of an item keeps its place when items before it come and go. */
function itemKey(item: unknown, index: number): string {
  return textAt(item, 'name') ?? String(index)
}

function find(values: unknown, around: ValuesContext, path: readonly string[]): readonly ImageReference[] {
  if (path.length > 40) return []
  if (Array.isArray(values)) {
    return values.flatMap((item, index) => find(item, around, [...path, itemKey(item, index)]))
  }
  if (!isMapping(values)) return []
  const block = blockReference(values, path, around)
  const inside = Object.entries(values).flatMap(([key, value]) => {
    if (typeof value !== 'string') return valuesReferences(value, around, [...path, key])
    return block === null ? (scalarReference(key, values, path, around) ?? []) : []
  })
  return block === null ? inside : [block, ...inside]
}

interface Found {
  readonly around: ValuesContext
  readonly path: string
  readonly references: readonly ImageReference[]
}

/** An entry that did not change between two versions of a file is the same object, and is not searched again. */
const searched = new WeakMap<object, Found>()

/**
 * Image references anywhere in Helm values or another free file of settings: `image.tag`, `image.digest` and
 * `image.repository` at any depth, `image: repository:tag`, and variables such as `image_tag` or `API_DOCKER_TAG`.
 */
export function valuesReferences(
  values: unknown,
  around: ValuesContext,
  path: readonly string[] = [],
): readonly ImageReference[] {
  if (path.length !== 1 || typeof values !== 'object' || values === null) return find(values, around, path)
  const [key = ''] = path
  const known = searched.get(values)
  if (known !== undefined && known.around === around && known.path === key) return known.references
  const references = find(values, around, path)
  searched.set(values, { around, path: key, references })
  return references
}
