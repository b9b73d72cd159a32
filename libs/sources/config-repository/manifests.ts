import { parseImage, shortImage } from '#domain/naming/image-name'
import type { ImageReference } from './image-reference.ts'
import { listAt, type Mapping, mappingAt, present, textAt } from './mapping.ts'

/** Where a workload keeps its pod, the deepest first. */
function podSpecs(manifest: Mapping): Mapping[] {
  const spec = mappingAt(manifest, 'spec')
  return [mappingAt(spec, 'jobTemplate', 'spec', 'template', 'spec'), mappingAt(spec, 'template', 'spec'), spec]
}

/** Whether a manifest holds a pod: a workload of Kubernetes, a Rollout, or anything else of that shape. */
export function isWorkload(manifest: Mapping): boolean {
  return podSpecs(manifest).some((pod) => Array.isArray(pod['containers']) || Array.isArray(pod['initContainers']))
}

/** Kind, namespace and name, as far as they are there. */
export function manifestKey(manifest: Mapping): string {
  const metadata = mappingAt(manifest, 'metadata')
  return present(textAt(manifest, 'kind'), textAt(metadata, 'namespace'), textAt(metadata, 'name')).join('/')
}

/** The images of a workload's containers and init containers; patches of workloads have the same shape. */
export function workloadReferences(manifest: Mapping): ImageReference[] {
  const metadata = mappingAt(manifest, 'metadata')
  const name = textAt(metadata, 'name')
  // `api-prod` tells something; a workload called `test` does not.
  const places = present(textAt(metadata, 'namespace'), name?.includes('-') === true ? name : null)
  return podSpecs(manifest).flatMap((pod) =>
    ['initContainers', 'containers'].flatMap((list) =>
      listAt(pod, list).flatMap((container, index): ImageReference[] => {
        const image = parseImage(textAt(container, 'image'))
        if (image === null || (image.tag === undefined && image.digest === undefined)) return []
        const containerName = textAt(container, 'name')
        const key = [manifestKey(manifest), containerName ?? `${list}.${index}`].join('/')
        return [
          { key, form: 'MANIFEST', ...image, names: present(shortImage(image.image), name, containerName), places },
        ]
      }),
    ),
  )
}
