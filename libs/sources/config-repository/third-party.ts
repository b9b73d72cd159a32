import { normaliseRepository } from '#domain/repository-name'
import type { Running } from './running.ts'

/** Registries from which everybody pulls what others build. */
const publicRegistries = new Set([
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'quay.io',
  'ghcr.io',
  'gcr.io',
  'registry.k8s.io',
  'k8s.gcr.io',
  'public.ecr.aws',
  'mcr.microsoft.com',
  'registry.gitlab.com',
])

/** `host` and owner of an image, with what Docker takes where it names none: `docker.io` and `library`. */
function placeOf(image: string): { readonly registry: string; readonly owner: string } {
  const [first = '', ...rest] = image.toLowerCase().split('/')
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  const [owner = 'library', ...others] = hasRegistry ? rest : [first, ...rest]
  const isOwned = hasRegistry ? rest.length > 1 : others.length > 0
  return { registry: hasRegistry ? first : 'docker.io', owner: isOwned ? owner : 'library' }
}

/**
 * Whether what runs was built by others: an image of a public registry or a chart that is not of the owner of the configuration
 * repository. Then its commits are not ours to know, and the change is the configuration's own.
 *
 * @param configRepository `host/owner/name`
 */
export function isThirdParty({ image, chart, repository }: Running, configRepository: string): boolean {
  const ours = new Set(configRepository.toLowerCase().split('/').slice(1, -1))
  if (chart !== undefined) {
    const parts = repository === undefined ? [] : normaliseRepository(repository).toLowerCase().split(/[/.]/)
    return parts.length > 0 && !parts.some((part) => ours.has(part))
  }
  if (image === undefined) return false
  const { registry, owner } = placeOf(image)
  return publicRegistries.has(registry) && !ours.has(owner)
}
