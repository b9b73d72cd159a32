import type { ImageReference } from './image-reference.ts'
import { listAt, present, textAt } from './mapping.ts'
import { parametersReferences } from './parameters.ts'

const exactVersion = /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/

/** A chart in one version; null for a range such as `^1.2` or `1.x`, which names no version. */
export function chartReference(
  key: string,
  { chart, version, repository }: { chart: string | null; version: string | null; repository: string | null },
  { names, places }: { readonly names: readonly string[]; readonly places: readonly string[] },
): ImageReference | null {
  if (chart === null || version === null || !exactVersion.test(version)) return null
  const from = repository === null ? {} : { repository }
  return { key, form: 'CHART', chart, ref: version, ...from, names: [...names, chart], places }
}

/** The dependencies of a `Chart.yaml`, which is how an umbrella chart says what it runs. */
export function chartDependencies(chart: unknown): ImageReference[] {
  return listAt(chart, 'dependencies').flatMap((entry) => {
    const name = textAt(entry, 'name')
    const alias = textAt(entry, 'alias')
    const stated = { chart: name, version: textAt(entry, 'version'), repository: textAt(entry, 'repository') }
    const key = `dependencies/${alias ?? name ?? ''}`
    return chartReference(key, stated, { names: present(alias, name), places: [] }) ?? []
  })
}

/** The releases of a helmfile: their charts, and what they set. */
export function helmfileReleases(helmfile: unknown): ImageReference[] {
  return listAt(helmfile, 'releases').flatMap((release) => {
    const name = textAt(release, 'name')
    const path = textAt(release, 'chart')
    const around = { names: present(name), places: present(name, textAt(release, 'namespace')) }
    const key = `releases/${name ?? path ?? ''}`
    const stated = { chart: path?.split('/').at(-1) ?? null, version: textAt(release, 'version'), repository: null }
    const chart = chartReference(key, stated, around)
    const set = parametersReferences(listAt(release, 'set'), { prefix: [key, 'set'], ...around })
    return [...(chart === null ? [] : [chart]), ...set]
  })
}
