import { parseImage, shortImage, tagOf } from '#domain/naming/image-name'
import type { ImageReference } from './image-reference.ts'

/** What the name of a variable says: that it holds a tag, a digest or an image, and of which service. */
export interface VariableName {
  readonly holds: 'tag' | 'digest' | 'image'
  /** `api` of `API_DOCKER_TAG`; null of `TAG`. */
  readonly service: string | null
  /** It names an image or a container, so that any value is believed. */
  readonly explicit: boolean
}

const about: ReadonlySet<string> = new Set(['docker', 'container', 'oci', 'img'])
const line = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:](.*)$/

/** `apiImageTag`, `API_IMAGE_TAG` and `api-image-tag` in words of lower case. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .split(/[_.-]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

/** Null for a variable that names no version of an image. */
export function variableName(name: string): VariableName | null {
  const words = wordsOf(name)
  const last = words.pop()
  const isVersionOfImage = last === 'version' && (words.at(-1) === 'image' || about.has(words.at(-1) ?? ''))
  if (last !== 'tag' && last !== 'digest' && last !== 'image' && !isVersionOfImage) return null
  let explicit = last === 'image'
  while (about.has(words.at(-1) ?? '') || words.at(-1) === 'image') {
    explicit = true
    words.pop()
  }
  const holds = last === 'version' ? 'tag' : last
  return { holds, service: words.length === 0 ? null : words.join('-'), explicit }
}

/** Whether a text looks like a version, where the name beside it says too little: a word of it is one, or a sha. */
export function looksLikeVersion(text: string): boolean {
  if (text.length > 200 || !/^\w[\w.+-]*$/.test(text)) return false
  if (/^v?\d/i.test(text)) return true
  return text.split(/[-_.+]/).some((word) => /^v?\d/i.test(word) || /^[0-9a-f]{7,64}$/i.test(word))
}

/**
 * A variable whose value is a tag, a digest or an image, such as `API_DOCKER_TAG: "abc1234"`; null where the name or the
 * value says something else.
 *
 * @param key of the reference.
 */
export function variableReference(key: string, name: string, value: string): ImageReference | null {
  const said = variableName(name)
  // A digest alone may be of anything, and labels of images repeat what is said elsewhere.
  const vague = said?.holds === 'digest' && said.service === null && !said.explicit
  if (said === null || vague || /\/|opencontainers/.test(name)) return null
  const base = { key, form: 'VARIABLE' as const, places: [key] }
  const names = said.service === null ? [] : [said.service]
  const parsed = parseImage(value)
  if (parsed !== null && (value.includes('/') || value.includes(':') || said.holds === 'image')) {
    if (parsed.tag === undefined && parsed.digest === undefined) return null
    return { ...base, ...parsed, names: [...names, shortImage(parsed.image)] }
  }
  if (said.holds === 'digest') return /^sha256:[0-9a-f]{64}$/i.test(value) ? { ...base, digest: value, names } : null
  const tag = said.holds === 'tag' && (said.explicit || looksLikeVersion(value)) ? tagOf(value) : null
  return tag === null ? null : { ...base, tag, names }
}

function unquoted(value: string): string {
  const quoted = /^(["'])(.*?)\1[ \t]*(?:#.*)?$/.exec(value)
  return quoted?.[2] ?? value.replace(/[ \t]+#.*$/, '')
}

/** Variables of a file of lines such as `API_TAG=abc1234`, with or without `export` and quotes. */
export function variableReferences(text: string): ImageReference[] {
  return text.split(/\r?\n/).flatMap((written) => {
    const match = line.exec(written.slice(0, 1_000))
    if (match === null) return []
    const [, name = '', value = ''] = match
    return variableReference(name, name, unquoted(value.trim())) ?? []
  })
}
