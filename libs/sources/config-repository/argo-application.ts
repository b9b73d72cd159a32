import { placeholder } from './templates.ts'
import { chartReference } from './charts.ts'
import type { ImageReference } from './image-reference.ts'
import { imageOverride } from './kustomize.ts'
import { listAt, type Mapping, mappingAt, present, textAt } from './mapping.ts'
import { parametersReferences } from './parameters.ts'
import { shortImage } from '#domain/naming/image-name'
import { valuesReferences } from './values.ts'
import type { YamlReader } from './yaml-reader.ts'

interface Around {
  readonly key: string
  readonly names: readonly string[]
  readonly places: readonly string[]
}

/** What `helm` and `kustomize` of a source, or of a `.argocd-source` file, override. */
function overrides(source: unknown, around: Around, yaml: YamlReader): ImageReference[] {
  const helm = mappingAt(source, 'helm')
  const context = { prefix: [around.key], names: around.names, places: around.places }
  const text = textAt(helm, 'values')
  const values = [helm['valuesObject'], ...(text === null ? [] : yaml.read(text).documents)]
  const images = listAt(mappingAt(source, 'kustomize'), 'images').flatMap((image) => {
    const found = typeof image === 'string' ? imageOverride(image, `${around.key}.images`, around.names) : null
    return found === null ? [] : [{ ...found, places: around.places }]
  })
  return [
    ...parametersReferences(listAt(helm, 'parameters'), context),
    ...values.flatMap((value) => valuesReferences(value, context)),
    ...images,
  ]
}

const moving = /^(?:HEAD|\*|refs\/heads\/.*)$/

function sourceReferences(source: unknown, around: Around, yaml: YamlReader): ImageReference[] {
  const repository = textAt(source, 'repoURL')
  const revision = textAt(source, 'targetRevision')
  const chart = textAt(source, 'chart')
  const path = textAt(source, 'path')
  const files = listAt(mappingAt(source, 'helm'), 'valueFiles').filter((file) => typeof file === 'string')
  const context = { ...around, places: [...around.places, ...present(path, ...files)] }
  const found = overrides(source, context, yaml)
  if (revision === null || moving.test(revision) || /[\uE000\s${}]/.test(revision)) return found
  const key = `${around.key}/${chart ?? path ?? shortImage(repository ?? '')}`
  if (chart !== null) {
    const reference = chartReference(key, { chart, version: revision, repository }, context)
    return reference === null ? found : [reference, ...found]
  }
  // A source with `ref` only lends its value files.
  if (repository === null || textAt(source, 'ref') !== null) return found
  const { names, places } = context
  return [{ key, form: 'SOURCE_REVISION', ref: revision, repository, names, places }, ...found]
}

/** Charts, revisions and overrides of an Argo CD Application, or of the template of an ApplicationSet. */
export function applicationReferences(application: Mapping, yaml: YamlReader): ImageReference[] {
  const name = textAt(mappingAt(application, 'metadata'), 'name')
  const isSet = textAt(application, 'kind') === 'ApplicationSet'
  const template = isSet ? mappingAt(application, 'spec', 'template') : application
  const spec = mappingAt(template, 'spec')
  const destination = mappingAt(spec, 'destination')
  const own = textAt(mappingAt(template, 'metadata'), 'name') ?? name
  const around = {
    key: `${isSet ? 'ApplicationSet' : 'Application'}/${name ?? ''}`,
    names: [...new Set(present(own, name))].filter((text) => !text.includes(placeholder)),
    places: present(own, textAt(destination, 'namespace'), textAt(destination, 'name'), textAt(spec, 'project')),
  }
  const sources = [...('source' in spec ? [spec['source']] : []), ...listAt(spec, 'sources')]
  return sources.flatMap((source) => sourceReferences(source, around, yaml))
}

/** What Argo CD Image Updater writes beside an application: `.argocd-source-<application>.yaml`. */
export function argoSourceReferences(content: unknown, application: string | null, yaml: YamlReader): ImageReference[] {
  const names = present(application)
  return overrides(content, { key: `argocd-source/${application ?? ''}`, names, places: names }, yaml)
}
