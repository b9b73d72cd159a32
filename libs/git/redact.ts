const inUrl = /([a-z][a-z0-9+.-]*:\/\/)[^/\s@'"]*@/gi

/** A text without the secrets, and without the user part of any address in it. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text
  for (const secret of secrets) {
    if (secret === '') continue
    for (const spelling of new Set([secret, encodeURIComponent(secret), encodeURI(secret)]))
      clean = clean.replaceAll(spelling, '***')
  }
  return clean.replaceAll(inUrl, '$1')
}
