/** An image as manifests write it, in its parts. */
export interface ImageName {
  /** Registry and repository, without tag and digest. */
  readonly image: string
  readonly tag?: string
  readonly digest?: string
}

const imagePattern = /^[\w][\w.-]*(?::\d{1,5}(?=\/))?(?:\/[\w][\w.-]*)*$/
const tagPattern = /^\w[\w.+-]{0,199}$/
const digestPattern = /^[a-z0-9]+:[0-9a-f]{32,128}$/i
const nothing: ReadonlySet<string> = new Set(['null', 'true', 'false'])

/** A tag, or null where the text is empty, a placeholder, a template or anything else that no registry takes. */
export function tagOf(text: string | null | undefined): string | null {
  return text != null && tagPattern.test(text) && !nothing.has(text) ? text : null
}

/** A digest such as `sha256:…`; bare hex of 64 digits is taken for sha256. Null for anything else. */
export function digestOf(text: string | null | undefined): string | null {
  if (text == null) return null
  if (/^[0-9a-f]{64}$/i.test(text)) return `sha256:${text}`
  return digestPattern.test(text) ? text : null
}

/** `tag`, `tag@digest` or `digest`, as Helm values hold them in one field. */
export function versionParts(text: string | null): { readonly tag?: string; readonly digest?: string } {
  if (text === null) return {}
  const [first = '', second] = text.split('@', 2)
  const digest = digestOf(second ?? (first.includes(':') ? first : null))
  const tag = tagOf(first)
  return { ...(tag === null ? {} : { tag }), ...(digest === null ? {} : { digest }) }
}

/**
 * Splits `registry:5000/owner/name:tag@sha256:…`. Null where it is no image: empty, with a placeholder such as
 * `${TAG}`, or a template.
 */
export function parseImage(text: string | null): ImageName | null {
  if (text === null || text.length > 700 || digestPattern.test(text)) return null
  const [reference = '', digestText] = text.trim().split('@', 2)
  const slash = reference.lastIndexOf('/')
  const colon = reference.indexOf(':', slash + 1)
  const image = colon === -1 ? reference : reference.slice(0, colon)
  if (!imagePattern.test(image)) return null
  const tag = colon === -1 ? null : tagOf(reference.slice(colon + 1))
  const digest = digestOf(digestText)
  if ((colon !== -1 && tag === null) || (digestText !== undefined && digest === null)) return null
  return { image, ...(tag === null ? {} : { tag }), ...(digest === null ? {} : { digest }) }
}

/** The last parts of an image's name: `api` of `registry.example/acme/api`, with two `acme/api`. */
export function shortImage(image: string, parts = 1): string {
  return image.split('/').slice(-parts).join('/')
}
