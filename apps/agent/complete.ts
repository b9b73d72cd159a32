import { type Json, list, record, text } from '#sources/kubernetes/reduce/parts'

type Read = (path: string) => Promise<Json | null>

const plurals: Readonly<Record<string, string>> = { Deployment: 'deployments', DaemonSet: 'daemonsets' }

/** Where a workload of the same namespace is in the API; null where it is of another kind. */
function workloadAt(object: Json, kind: unknown, name: unknown): string | null {
  const plural = plurals[text(kind) ?? '']
  const [namespace, named] = [text(record(object['metadata'])['namespace']), text(name)]
  if (plural === undefined || namespace === null || named === null) return null
  return `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/${plural}/${encodeURIComponent(named)}`
}

function templateOf(workload: Json | null): Json {
  return record(record(workload?.['spec'])['template'])
}

/** A Rollout that was put over a Deployment runs the pods of that. */
export async function withTemplate(object: Json, read: Read): Promise<Json> {
  const spec = record(object['spec'])
  const { kind, name } = record(spec['workloadRef'])
  const path = workloadAt(object, kind, name)
  const workload = path === null ? null : await read(path)
  return workload === null ? object : { ...object, spec: { ...spec, template: templateOf(workload) } }
}

/** A Canary says nothing of images: they are those of its workload, and of the one that has the traffic. */
export async function withImages(object: Json, read: Read): Promise<Json> {
  const spec = record(object['spec'])
  const phase = text(record(object['status'])['phase'])
  if (phase !== 'Succeeded' && phase !== 'Failed') return object
  const { kind, name } = record(spec['targetRef'])
  const imagesOf = async (workload: string): Promise<readonly string[]> => {
    const path = workloadAt(object, kind, workload)
    const { containers } = record(templateOf(path === null ? null : await read(path))['spec'])
    return list(containers).flatMap((container) => text(record(container)['image']) ?? [])
  }
  if (text(name) === null) return object
  const images = { target: await imagesOf(String(name)), primary: await imagesOf(`${String(name)}-primary`) }
  return { ...object, spec: { ...spec, images } }
}
