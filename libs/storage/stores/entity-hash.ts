import { hash } from 'node:crypto'

/** The key under which the database knows an entity, in hex: sha256 of its text. */
export function entityHashText(entity: string): string {
  return hash('sha256', entity)
}

/** The same key as bytes. */
export function entityHash(entity: string): Buffer {
  return Buffer.from(entityHashText(entity), 'hex')
}

/** Longest text that an index takes whole: a B-tree entry holds some 2,700 bytes, and a character may need four. */
const longest = 600

/** The text itself, or, where it is too long for an index, its beginning and its hash. */
export function boundedText(text: string): string {
  if (text.length <= longest) return text
  return `${text.slice(0, 500)}#${entityHashText(text)}`
}
