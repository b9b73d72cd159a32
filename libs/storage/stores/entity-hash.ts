import { createHash } from 'node:crypto'

/** The key under which the database knows an entity: sha256 of its text. */
export function entityHash(entity: string): Buffer {
  return createHash('sha256').update(entity).digest()
}

/** Longest text that an index takes whole: a B-tree entry holds some 2,700 bytes, and a character may need four. */
const longest = 600

/** The text itself, or, where it is too long for an index, its beginning and its hash. */
export function boundedText(text: string): string {
  if (text.length <= longest) return text
  return `${text.slice(0, 500)}#${entityHash(text).toString('hex')}`
}
