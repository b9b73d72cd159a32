import { createHash } from 'node:crypto'
import { isGoText, keptText } from '#domain/masked-text'
import { imageParameters, type Parameter } from './image-values.ts'

type Fields = Readonly<Record<string, unknown>>

const mostImages = 100

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? keptText(value) : undefined
}

/** Without user, password and query, which may be credentials. */
export function addressOf(value: unknown): string | undefined {
  return textOf(value)?.replace(/[?#].*$/s, '')
}

/** Files of values that lie in a repository; others are addresses, which may hold credentials. */
function filesOf(value: unknown): string[] {
  const files = Array.isArray(value) ? value.slice(0, 20) : []
  return files.filter(
    (file): file is string => typeof file === 'string' && file !== '' && !/:\/\/|@/.test(file) && !isGoText(file),
  )
}

function textsOf(value: unknown): string[] {
  const texts = Array.isArray(value) ? value.slice(0, mostImages) : []
  return texts
    .filter((entry): entry is string => typeof entry === 'string')
    .map((entry) => keptText(entry).slice(0, 700))
}

/** One text for equal values, whatever the order of their keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (!isFields(value)) return JSON.stringify(value) ?? 'null'
  const keys = Object.keys(value).toSorted()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`
}

const said = ['repoURL', 'chart', 'path', 'targetRevision', 'ref', 'name', 'valuesHash'] as const

/** What is not kept, as a hash: another one says that something else was set. Undefined where all is kept. */
function hashOf(source: Fields, helm: Fields, kustomize: Fields): string | undefined {
  const { valuesHash: known } = source
  if (typeof known === 'string') return /^[0-9a-f]{64}$/.test(known) ? known : undefined
  const { parameters: _parameters, valueFiles: _files, ...setByHelm } = helm
  const { images: _images, ...setByKustomize } = kustomize
  const others = Object.entries(source).filter(
    ([name]) => !said.some((known) => known === name) && name !== 'helm' && name !== 'kustomize',
  )
  const parameters = Array.isArray(helm['parameters']) ? helm['parameters'] : []
  const rest = {
    ...Object.fromEntries(others),
    ...(Object.keys(setByHelm).length > 0 && { helm: setByHelm }),
    ...(parameters.length > 0 && { parameters }),
    ...(Object.keys(setByKustomize).length > 0 && { kustomize: setByKustomize }),
  }
  return Object.keys(rest).length === 0 ? undefined : createHash('sha256').update(canonical(rest)).digest('hex')
}

/**
 * What may be kept of a source of an Application: where its manifests are from, and which images it sets. What else Helm,
 * Kustomize or a plugin is given may be secret, and stays as a hash only.
 */
export function sourceKept(source: Fields): Fields {
  const helm = isFields(source['helm']) ? source['helm'] : {}
  const kustomize = isFields(source['kustomize']) ? source['kustomize'] : {}
  const parameters: readonly Parameter[] = imageParameters(helm)
  const images = textsOf(kustomize['images'])
  const files = filesOf(helm['valueFiles'])
  const kept = {
    repoURL: addressOf(source['repoURL']),
    chart: textOf(source['chart']),
    path: textOf(source['path']),
    targetRevision: textOf(source['targetRevision']),
    ref: textOf(source['ref']),
    helm:
      parameters.length + files.length === 0
        ? undefined
        : {
            ...(parameters.length > 0 && { parameters }),
            ...(files.length > 0 && { valueFiles: files }),
          },
    kustomize: images.length === 0 ? undefined : { images },
    valuesHash: hashOf(source, helm, kustomize),
  }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
}
