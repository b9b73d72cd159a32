import { digestOf, parseImage, shortImage, tagOf } from './image-name.ts'
import type { ImageReference } from './image-reference.ts'
import { listAt, mappingAt, present, textAt } from './mapping.ts'
import { remoteReference } from './remote-resource.ts'

/** `images[]` of Kustomize: `name`, `newName`, `newTag`, `digest`. Flux's Kustomization has the same list. */
export function imagesEntries(list: readonly unknown[], key: string, around: readonly string[]): ImageReference[] {
  return list.flatMap((entry): ImageReference[] => {
    const name = textAt(entry, 'name')
    if (name === null) return []
    const newName = parseImage(textAt(entry, 'newName'))?.image
    const image = newName ?? parseImage(name)?.image
    const tag = tagOf(textAt(entry, 'newTag'))
    const digest = digestOf(textAt(entry, 'digest'))
    if (tag === null && digest === null) return []
    const names = [...present(image === undefined ? null : shortImage(image)), shortImage(name), ...around]
    return [
      {
        key: `${key}/${name}`,
        form: 'KUSTOMIZE_IMAGE',
        ...(image === undefined ? {} : { image }),
        ...(tag === null ? {} : { tag }),
        ...(digest === null ? {} : { digest }),
        names,
        places: [],
      },
    ]
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
  return [
    ...imagesEntries(listAt(kustomization, 'images'), 'images', []),
    ...remote,
    ...chartReferences(kustomization),
  ].map((reference) => ({ ...reference, places: [...reference.places, ...places] }))
}
