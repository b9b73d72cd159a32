/** A look into JSON of which nothing is promised. None of this throws. */

export type JsonRecord = Readonly<Record<string, unknown>>

/** What templates of Go write where there is nothing. */
const nothing: ReadonlySet<string> = new Set(['<nil>', '<no value>'])

/** The object, or an empty one in place of anything else. */
export function recordIn(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {}
}

/** The list, or an empty one in place of anything else. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** The text without blanks around it; null where it is empty, no text, or how Go writes that there is none. */
export function textIn(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const text = value.trim()
  return text === '' || nothing.has(text) ? null : text
}

/** Only those entries whose values are texts. */
export function textsIn(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(recordIn(value)).flatMap(([name, held]) => {
    const text = textIn(held)
    return text === null ? [] : [[name, text] as const]
  })
  return Object.fromEntries(entries)
}
