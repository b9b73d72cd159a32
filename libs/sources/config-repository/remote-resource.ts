import type { ImageReference } from './image-reference.ts'
import { shortImage } from '#domain/naming/image-name'

const forge = /^(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\//i

/** The repository of a remote base, and the path in it. */
function repositoryOf(address: string): string {
  const bare = address
    .replace(/^git::/, '')
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^[^/@]*@/, '')
    .replace(/^([^/:]+):(?!\d)/, '$1/')
  const end = /\.git(?=\/|$)|\/\/|\/_git\/[^/]+/.exec(bare)
  if (end !== null) return bare.slice(0, end[0] === '//' || end[0] === '.git' ? end.index : end.index + end[0].length)
  return forge.test(bare) ? bare.split('/').slice(0, 3).join('/') : bare
}

/** A remote base of Kustomize, such as `github.com/acme/api//deploy?ref=v1.2`; null where it names no revision. */
export function remoteReference(text: string): ImageReference | null {
  const question = text.indexOf('?')
  if (question === -1 || text.length > 2_000) return null
  const query = new URLSearchParams(text.slice(question + 1))
  const ref = query.get('ref') ?? query.get('version')
  if (ref === null || ref === '' || /[\uE000\s${}]/.test(ref)) return null
  const address = text.slice(0, question)
  const repository = repositoryOf(address)
  return {
    key: `resources/${address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1')}`,
    form: 'REMOTE_RESOURCE',
    ref,
    repository,
    names: [shortImage(repository)],
    places: [],
  }
}
