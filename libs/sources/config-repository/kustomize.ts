import { digestOf, parseImage, shortImage, tagOf } from '#domain/naming/image-name'
import type { ImageReference } from './image-reference.ts'
import { listAt, mappingAt, present, textAt } from './mapping.ts'
import { remoteReference } from './remote-resource.ts'

function imageEntry(entry: object, { key, names, places }: Around): ImageReference | null {
  const name = textAt(entry, 'name')
  const tag = tagOf(textAt(entry, 'newTag'))
  const digest = digestOf(textAt(entry, 'digest'))
  if (name === null || (tag === null && digest === null)) return null
  const image = parseImage(textAt(entry, 'newName'))?.image ?? parseImage(name)?.image
  return {
    key: `${key}/${name}`,
    form: 'KUSTOMIZE_IMAGE',
    ...(image === undefined ? {} : { image }),
    ...(tag === null ? {} : { tag }),
    ...(digest === null ? {} : { digest }),
    names: [...present(image === undefined ? null : shortImage(image)), shortImage(name), ...names],
    places,
  }
}

interface Around {
  /** Put before every key. */
  readonly key: string
  readonly names: readonly string[]
  readonly places: readonly string[]
}

interface Found {
  readonly around: string
  readonly reference: ImageReference | null
}

/** An entry that did not change between two versions of a file is the same object, and is not read again. */
const read = new WeakMap<object, Found>()

/** `images[]` of Kustomize: `name`, `newName`, `newTag`, `digest`. Flux's Kustomization has the same list. */
export function imagesEntries(list: readonly unknown[], around: Around): ImageReference[] {
  const signature = JSON.stringify(around)
  return list.flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null) return []
    const known = read.get(entry)
    const found = known?.around === signature ? known : { around: signature, reference: imageEntry(entry, around) }
    if (found !== known) read.set(entry, found)
    return found.reference ?? []
  })
}

/** One image as Argo CD writes it: `name=newName:tag@digest`, or `name:tag`. */
export function imageOverride(text: string, key: string, around: readonly string[]): ImageReference | null {
  const equals = text.indexOf('=')
  const image = parseImage(text.slice(equals + 1))
  if (image === null || (image.tag === undefined && image.digest === undefined)) return null
  const name = equals === -1 ? image.image : text.slice(0, equals)
  const names = [shortImage(image.image), shortImage(name), ...around]
  return { key: `${key}/${name}`, form: 'KUSTOMIZE_IMAGE', ...image, names, places: [] }
}

function chartReferences(kustomization: unknown): ImageReference[] {
  return listAt(kustomization, 'helmCharts').flatMap((entry): ImageReference[] => {
    const chart = textAt(entry, 'name')
    const ref = textAt(entry, 'version')
    if (chart === null || ref === null) return []
    const repository = textAt(entry, 'repo')
    const names = present(textAt(entry, 'releaseName'), chart)
    const places = present(textAt(entry, 'namespace'))
    const from = repository === null ? {} : { repository }
    return [{ key: `helmCharts/${names[0]}`, form: 'CHART', chart, ref, ...from, names, places }]
  })
}

/** What a `kustomization.yaml` (or a Component) sets: images, remote bases with `?ref=`, and inflated charts. */
export function kustomizationReferences(kustomization: unknown): ImageReference[] {
  const places = present(
    textAt(kustomization, 'namespace'),
    textAt(kustomization, 'nameSuffix'),
    textAt(kustomization, 'namePrefix'),
    textAt(mappingAt(kustomization, 'commonLabels'), 'environment'),
  )
  const remote = ['resources', 'bases', 'components'].flatMap((list) =>
    listAt(kustomization, list).flatMap((entry) => (typeof entry === 'string' ? (remoteReference(entry) ?? []) : [])),
  )
  const others = [...remote, ...chartReferences(kustomization)]
  return [
    ...imagesEntries(listAt(kustomization, 'images'), { key: 'images', names: [], places }),
    ...others.map((reference) => ({ ...reference, places: [...reference.places, ...places] })),
  ]
}
