/** JSON as Postgres can hold it: what no text of it may contain (NUL, half a surrogate pair) becomes U+FFFD. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'string' ? each.replaceAll('\0', '\uFFFD').toWellFormed() : each,
  )
}
