/** What a package URL names, in the words of the event contract. */
export interface PackageName {
  readonly image?: string
  readonly digest?: string
  readonly tag?: string
  readonly version?: string
}

const pattern = /^pkg:([a-z][a-z0-9.+-]*)\/([^@?#]+)(?:@([^?#]+))?(?:\?([^#]*))?/i

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * Reads a package URL. Of an OCI or Docker image: its digest, image name and tag; of anything else the URL without its
 * qualifiers is the version, so that packager and deployer name one thing. A text that is no package URL is a version.
 *
 * @see https://github.com/package-url/purl-spec
 */
export function readPackageUrl(text: string): PackageName {
  const match = pattern.exec(text)
  const [, type, name, version, qualifiers] = match ?? []
  if (type === undefined || name === undefined) return { version: text }
  const isImage = ['oci', 'docker'].includes(type.toLowerCase())
  if (!isImage || version === undefined) return { version: decoded(text.replace(/[?#].*$/, '')) }
  const said = new URLSearchParams(qualifiers ?? '')
  const image = said.get('repository_url') ?? decoded(name)
  const reference = decoded(version)
  const tag = said.get('tag')
  if (/^sha\d+:/.test(reference)) return { image, digest: reference, ...(tag === null ? {} : { tag }) }
  return { image, tag: reference }
}
