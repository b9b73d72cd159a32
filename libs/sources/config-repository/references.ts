import { applicationReferences, argoSourceReferences } from './argo-application.ts'
import { chartDependencies, helmfileReleases } from './charts.ts'
import { type ContentPattern, type PatternReading, patternReferences } from './content-pattern.ts'
import { fluxKustomizationReferences, fluxSourceReferences, helmReleaseReferences } from './flux.ts'
import type { ImageReference } from './image-reference.ts'
import { kustomizationReferences } from './kustomize.ts'
import { isWorkload, manifestKey, workloadReferences } from './manifests.ts'
import { isMapping, listAt, type Mapping, mappingAt, present, textAt } from './mapping.ts'
import { valuesReferences } from './values.ts'
import { variableReferences } from './variables.ts'
import { YamlReader } from './yaml-reader.ts'

/** What a file says about versions, and what of it could not be read. */
export interface FileReferences {
  readonly references: readonly ImageReference[]
  readonly problems: readonly string[]
}

const ofCode = /^(?:\.github|\.gitlab|\.circleci|\.buildkite|\.azure|node_modules|vendor)\//
const ofTools =
  /^(?:\.gitlab-ci|\.travis|\.pre-commit-config|\.drone|azure-pipelines|cloudbuild|skaffold|package(?:-lock)?)\./
const yamlFile = /\.(?:ya?ml|json)(?:\.(?:tpl|tmpl|gotmpl))?$/i
const variablesFile = /(?:^|\.)(?:env|properties|conf|tfvars|params|ini)$|^\.env(?:\.|$)/i
const plainName = /^[\w-]+$/
const proseName = /^(?:LICEN[CS]E|README|CHANGELOG|Makefile|Dockerfile|Jenkinsfile|CODEOWNERS|OWNERS|Tiltfile|NOTICE)$/i

/** How a file is read; null for what cannot say which version runs. */
export function fileKind(path: string): 'yaml' | 'variables' | 'either' | null {
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (ofCode.test(path) || ofTools.test(name)) return null
  if (yamlFile.test(name)) return 'yaml'
  if (variablesFile.test(name)) return 'variables'
  return plainName.test(name) && !proseName.test(name) ? 'either' : null
}

/** A file without any of these words names no version; most files of a cluster do not. */
const mentions = /image|tag|digest|chart|targetRevision|[?&]ref=|\bref:|dependencies|releases/i

const free = { prefix: [], names: [], places: [] }

function manifestReferences(manifest: Mapping, yaml: YamlReader): readonly ImageReference[] {
  const kind = textAt(manifest, 'kind')
  const group = textAt(manifest, 'apiVersion')?.split('/', 1)[0] ?? ''
  if (kind === 'List') return listAt(manifest, 'items').flatMap((item) => documentReferences(item, yaml))
  if (kind === 'Kustomization' && group === 'kustomize.toolkit.fluxcd.io') return fluxKustomizationReferences(manifest)
  if (kind === 'Kustomization' || (kind === 'Component' && group === 'kustomize.config.k8s.io'))
    return kustomizationReferences(manifest)
  if (kind === 'HelmRelease') return helmReleaseReferences(manifest)
  if (kind === 'Application' || kind === 'ApplicationSet') return applicationReferences(manifest, yaml)
  if (kind === 'GitRepository' || kind === 'OCIRepository') return fluxSourceReferences(manifest)
  if (kind === 'CustomResourceDefinition' || kind === 'Secret' || kind === 'SealedSecret') return []
  if (isWorkload(manifest)) return workloadReferences(manifest)
  const metadata = mappingAt(manifest, 'metadata')
  const around = {
    prefix: [manifestKey(manifest)],
    names: present(textAt(metadata, 'name')),
    places: present(textAt(metadata, 'namespace')),
  }
  return valuesReferences(kind === 'ConfigMap' ? manifest['data'] : manifest['spec'], around)
}

function documentReferences(document: unknown, yaml: YamlReader): readonly ImageReference[] {
  if (!isMapping(document)) return valuesReferences(document, free)
  if (textAt(document, 'kind') !== null && textAt(document, 'apiVersion') !== null)
    return manifestReferences(document, yaml)
  return valuesReferences(document, free)
}

function namedReferences(name: string, document: unknown, yaml: YamlReader): readonly ImageReference[] {
  if (/^kustomization(?:\.ya?ml)?$/i.test(name)) {
    const isFlux = isMapping(document) && (textAt(document, 'apiVersion') ?? '').includes('toolkit.fluxcd.io')
    return isFlux ? documentReferences(document, yaml) : kustomizationReferences(document)
  }
  const application = /^\.argocd-source(?:-(.+))?\.ya?ml$/i.exec(name)
  if (application !== null) return argoSourceReferences(document, application[1] ?? null, yaml)
  if (/^(?:Chart|requirements)\.ya?ml$/.test(name)) return chartDependencies(document)
  if (name.startsWith('helmfile') || (listAt(document, 'releases').length > 0 && isMapping(document)))
    return helmfileReleases(document)
  return documentReferences(document, yaml)
}

/** Keys are unique in a file; of two that are alike the later one is counted. */
function withUniqueKeys(references: readonly ImageReference[]): ImageReference[] {
  const seen = new Map<string, number>()
  return references.map((reference) => {
    const times = (seen.get(reference.key) ?? 0) + 1
    seen.set(reference.key, times)
    return times === 1 ? reference : { ...reference, key: `${reference.key}#${times}` }
  })
}

/** Reads what the files of a configuration repository say about versions. Holds only what makes it fast. */
export class ReferenceReader {
  readonly #yaml = new YamlReader()
  readonly #patterns: readonly ContentPattern[]

  /** @param patterns of the user's; where one finds something in a file, nothing else is looked for there. */
  constructor(patterns: readonly ContentPattern[] = []) {
    this.#patterns = patterns
  }

  /** Whether a file may say anything. */
  reads(path: string): boolean {
    return fileKind(path) !== null || this.#patterns.some(({ path: wanted }) => wanted?.match(path) != null)
  }

  /** What the user's patterns find. */
  own(path: string, text: string): Promise<PatternReading> {
    return patternReferences(path, text, this.#patterns)
  }

  /**
   * Pure but for what is remembered; never throws.
   *
   * @param own what the user's patterns found: where they found something, nothing else is looked for.
   */
  read(path: string, text: string, own: PatternReading = { references: [], problem: null }): FileReferences {
    if (own.references.length > 0) return { references: withUniqueKeys(own.references), problems: [] }
    const { references, problems } = this.#known(path, text)
    return { references, problems: own.problem === null ? problems : [own.problem, ...problems] }
  }

  #known(path: string, text: string): FileReferences {
    const kind = fileKind(path)
    if (kind === null || !mentions.test(text)) return { references: [], problems: [] }
    if (kind === 'variables') return { references: withUniqueKeys(variableReferences(text)), problems: [] }
    const { documents, problems } = this.#yaml.read(text)
    const name = path.slice(path.lastIndexOf('/') + 1)
    const references = documents.flatMap((document) => namedReferences(name, document, this.#yaml))
    if (references.length === 0 && kind === 'either')
      return { references: withUniqueKeys(variableReferences(text)), problems: [] }
    return { references: withUniqueKeys(references), problems: kind === 'either' ? [] : problems }
  }
}
