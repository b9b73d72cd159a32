/** Where an image is kept. */
export interface ImagePlace {
  /** In lower case, with a port where one is written: `registry.example.com:5000`; `docker.io` where none is named. */
  readonly host: string
  /** `shop/api`; `library/redis` of `redis`. */
  readonly repository: string
}

export const dockerHub = 'docker.io'

const hubNames: ReadonlySet<string> = new Set([
  dockerHub,
  'index.docker.io',
  'registry-1.docker.io',
  'hub.docker.com',
  'registry.hub.docker.com',
])

/** The one name of a host that has several. */
export function hostName(host: string): string {
  const lower = host.toLowerCase()
  return hubNames.has(lower) ? dockerHub : lower
}

const repositoryShape = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/

/** The place of an image as deployments name it, without tag and digest; null where no registry could have it. */
export function placeOfImage(image: string): ImagePlace | null {
  const slash = image.indexOf('/')
  const first = slash === -1 ? '' : image.slice(0, slash)
  const isHost = /[.:]/.test(first) || first === 'localhost'
  const host = isHost ? hostName(first) : dockerHub
  const path = isHost ? image.slice(slash + 1) : image
  const repository = host === dockerHub && !path.includes('/') ? `library/${path}` : path
  return repository.length <= 255 && repositoryShape.test(repository) ? { host, repository } : null
}
