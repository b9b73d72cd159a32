/**
 * A list of texts in Postgres' own notation, to be cast to an array: lists of unlike lengths do not fit into the one
 * array that a parameter is.
 */
export function arrayText(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replaceAll(/[\\"]/g, '\\$&')}"`).join(',')}}`
}

/** The same list in parts of at most `size`, so that no statement grows with the data. */
export function parts<T>(items: readonly T[], size: number): T[][] {
  const found: T[][] = []
  for (let at = 0; at < items.length; at += size) found.push(items.slice(at, at + size))
  return found
}

/**
 * Documents as one text, a line each, for `string_to_table`: JSON holds no bare line break, so nothing is escaped, which
 * in an array of long texts costs both sides dearly.
 */
export function jsonLines(documents: readonly unknown[]): string {
  return documents.map((document) => JSON.stringify(document)).join('\n')
}
