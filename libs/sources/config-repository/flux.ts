import { chartReference } from './charts.ts'
import { digestOf, parseImage, shortImage, tagOf } from '#domain/naming/image-name'
import type { ImageReference } from './image-reference.ts'
import { imagesEntries } from './kustomize.ts'
import { listAt, type Mapping, mappingAt, present, textAt } from './mapping.ts'
import { valuesReferences } from './values.ts'

function metadataOf(manifest: Mapping): { readonly name: string | null; readonly places: readonly string[] } {
  const metadata = mappingAt(manifest, 'metadata')
  const name = textAt(metadata, 'name')
  const places = present(textAt(mappingAt(manifest, 'spec'), 'targetNamespace'), textAt(metadata, 'namespace'), name)
  return { name, places }
}

/** Chart version and values of a HelmRelease. */
export function helmReleaseReferences(release: Mapping): ImageReference[] {
  const { name, places } = metadataOf(release)
  const spec = mappingAt(release, 'spec')
  const { chart } = spec
  // v1 of the operator had the chart's name and version beside each other.
  const source = typeof chart === 'string' ? spec : mappingAt(chart, 'spec')
  const around = { names: present(textAt(spec, 'releaseName'), name), places }
  const key = `HelmRelease/${name ?? ''}`
  const repository = textAt(mappingAt(source, 'sourceRef'), 'name')
  const stated = {
    chart: textAt(source, 'chart')?.split('/').at(-1) ?? null,
    version: textAt(source, 'version'),
    repository,
  }
  const found = chartReference(key, stated, around)
  const values = valuesReferences(spec['values'], { prefix: [key, 'values'], ...around })
  return [...(found === null ? [] : [found]), ...values]
}

/** Images and substitutions of Flux's own Kustomization. */
export function fluxKustomizationReferences(kustomization: Mapping): ImageReference[] {
  const { name, places } = metadataOf(kustomization)
  const spec = mappingAt(kustomization, 'spec')
  const key = `Kustomization/${name ?? ''}`
  const around = { prefix: [key], names: present(name), places: present(textAt(spec, 'path'), ...places) }
  return [
    ...imagesEntries(listAt(spec, 'images'), { ...around, key: `${key}/images` }),
    ...valuesReferences(mappingAt(spec, 'postBuild', 'substitute'), around),
  ]
}

/** The tag or commit that a GitRepository or OCIRepository is pinned to. */
export function fluxSourceReferences(source: Mapping): ImageReference[] {
  const { name, places } = metadataOf(source)
  const spec = mappingAt(source, 'spec')
  const pin = mappingAt(spec, 'ref')
  const url = textAt(spec, 'url')
  const kind = textAt(source, 'kind') ?? ''
  const base = { key: `${kind}/${name ?? ''}`, form: 'SOURCE_REVISION' as const, places }
  if (kind === 'OCIRepository') {
    const image = parseImage(url?.replace(/^oci:\/\//, '') ?? null)?.image
    const tag = tagOf(textAt(pin, 'tag'))
    const digest = digestOf(textAt(pin, 'digest'))
    if (image === undefined || (tag === null && digest === null)) return []
    const value = { image, ...(tag === null ? {} : { tag }), ...(digest === null ? {} : { digest }) }
    return [{ ...base, ...value, names: [shortImage(image), ...present(name)] }]
  }
  const ref = textAt(pin, 'commit') ?? textAt(pin, 'tag')
  return ref === null || url === null ? [] : [{ ...base, ref, repository: url, names: present(name) }]
}
