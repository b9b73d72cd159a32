import { digestOf, parseImage, tagOf } from '#domain/naming/image-name'

/** A value of Helm by its path: `image.tag`. */
export interface Parameter {
  readonly name: string
  readonly value: string
}

type Fields = Readonly<Record<string, unknown>>

const most = 100
const deepest = 12
/** Largest text of values that is looked through, in characters. */
const longestValues = 262_144
const imageName = /(image|tag|digest|repository)$/i

/** Whether a value may stand in a field of that name: nothing but an image, a tag or a digest is kept. */
function isOfImage(name: string, value: string): boolean {
  const field = name.length > 200 ? undefined : imageName.exec(name)?.[1]?.toLowerCase()
  if (field === undefined) return false
  if (field === 'tag') return tagOf(value.split('@', 1)[0]) !== null
  return field === 'digest' ? digestOf(value) !== null : parseImage(value) !== null
}

function push(found: Parameter[], name: string, value: unknown): void {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text === 'string' && found.length < most && isOfImage(name, text)) found.push({ name, value: text })
}

function walk(found: Parameter[], value: unknown, path: readonly string[]): void {
  if (typeof value !== 'object' || value === null || path.length > deepest || found.length >= most) return
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'object') walk(found, inner, [...path, key])
    else push(found, [...path, key].join('.'), inner)
  }
}

const line = /^( *)(["']?)([\w.-]{1,100})\2:(?:[ \t]+(?:"([^"\\]*)"|'([^']*)'|([^\s#"'][^\s#]*)))?[ \t]*(?:#.*)?$/

/** Values as YAML, line by line: keys of mappings and their plain values, which is how images are written. */
function ofYaml(found: Parameter[], text: string): void {
  const open: { readonly indent: number; readonly key: string }[] = []
  for (const row of text.slice(0, longestValues).split('\n')) {
    if (row.length > 1_000) continue
    const [, indent = '', , key, ...values] = line.exec(row) ?? []
    if (key === undefined) continue
    while ((open.at(-1)?.indent ?? -1) >= indent.length) open.pop()
    open.push({ indent: indent.length, key })
    const value = values.find((one) => one !== undefined)
    if (value !== undefined) push(found, open.map((parent) => parent.key).join('.'), value)
  }
}

/**
 * The values of Helm that name an image, of its parameters and of values that are written into the Application; of one name the
 * last counts.
 */
export function imageParameters(helm: Fields): Parameter[] {
  const found: Parameter[] = []
  const { values, valuesObject, parameters } = helm
  if (typeof values === 'string') ofYaml(found, values)
  walk(found, valuesObject, [])
  for (const parameter of Array.isArray(parameters) ? parameters.slice(0, 1_000) : []) {
    const { name, value } = (typeof parameter === 'object' && parameter !== null ? parameter : {}) as Fields
    if (typeof name === 'string') push(found, name, value)
  }
  return [...new Map(found.map((parameter) => [parameter.name, parameter])).values()]
}
