/** Characters of what cannot be read that are kept: enough to see where it broke. */
const longestShape = 65_536

/**
 * A text in its shape alone: every letter is `x`, every digit `0`, signs and blanks stay, and so do the given words where
 * they stand by themselves. For what may hold secrets and cannot be read, so that a person sees where it broke. Of a long
 * one its beginning.
 */
export function maskedText(text: string, words: ReadonlySet<string>): string {
  const masked = text
    .slice(0, longestShape)
    .replaceAll(/[\p{L}\p{N}_]+/gu, (word) =>
      words.has(word) ? word : word.replaceAll(/\p{N}/gu, '0').replaceAll(/[^0_]/gu, 'x'),
    )
  return text.length <= longestShape ? masked : `${masked}…`
}

/** Longest text that is kept of a field, in characters, and that is looked through: a password that is cut is one no more. */
const longest = 2_000
const lookedThrough = 4_096

/*
 * Each part has a length of its own: a text that was made for it would have what is looked for begin at each of its
 * letters, and the search go to its end from each.
 */
const secretName = String.raw`(?<![\w./-])[\w.-]{0,128}(?:passw(?:or)?d|passphrase|pwd|secret|token|credentials?|api[-_]?key|access[-_]?key|private[-_]?key|authorization|signature)[\w.-]{0,128}`

/** `https://user:password@host` up to its last `@`; a password with a slash too, which nobody should write so. */
const userOfAddress =
  /([a-z][a-z0-9+.-]{0,30}:\/\/)(?:[^\s/"]{0,512}@|[^\s/"'@:]{1,256}:(?!\d{1,5}(?:\/|$))[^\s"@]{1,512}@)/gi

/** `user:password@host:path` without a scheme; `name:tag@sha256:…` is an image, and `email:ann@example.com` a person. */
const userOfHost = /(^|[\s"'(=])[\w.+-]{1,256}:[^\s@/"']{1,512}@(?!sha\d+:)(?=[\w.-]{1,256}[:/])/gi

const secretOfQuery = new RegExp(String.raw`([?&;#]${secretName}=)[^\s&;#"']+`, 'gi')

/** By which their issuers make them known. Names of services, hosts and images may begin alike, but not with such a rest. */
const issuedToken = new RegExp(
  [
    String.raw`\b(?:gh[pousr]_|npm_)[A-Za-z0-9]{20,}`,
    String.raw`\b(?:github_pat_|glpat-|xox[a-z]-|dckr_pat_|llwh_)[\w-]{16,}`,
    String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`,
    String.raw`\beyJ[\w-]{10,1024}\.[\w.-]{10,}`,
    String.raw`\b(?:hvs\.|pypi-|sk-)(?=[\w-]{0,256}[A-Z])(?=[\w-]{0,256}\d)[\w-]{20,}`,
  ].join('|'),
  'g',
)

/** What Go prints of a map or of a struct: nobody knows where in it a value ends. */
export function isGoText(text: string): boolean {
  return /^\s*\[?\s*(?:map\[|&\{|\{)/.test(text)
}

/** What every credential has that is looked for below: most texts have none of it, and there are thousands in a body. */
const mayHold = /[@=]|gh[a-z]_|github_pat_|glpat-|xox|AKIA|ASIA|eyJ|hvs\.|npm_|pypi-|dckr_|sk-|llwh_/

function withoutCredentials(text: string): string {
  if (!mayHold.test(text)) return text
  return text
    .replaceAll(userOfAddress, '$1')
    .replaceAll(userOfHost, '$1')
    .replaceAll(secretOfQuery, '$1…')
    .replaceAll(issuedToken, '…')
}

/**
 * What may be kept of the text of a field that is read: without what addresses hold before their host, without secrets of
 * their query, and no text of Go. Names of images, digests and commits stay as they are. The same again where it is
 * given what it made.
 */
export function keptText(text: string): string {
  return isGoText(text) ? 'map[…]' : withoutCredentials(text.slice(0, lookedThrough)).slice(0, longest)
}

const address =
  /\b([a-z][a-z0-9+.-]{0,30}:\/\/)(?:[^\s/"]{0,512}@)?(\[[\da-f:.]+\]|[\w.-]*)(:\d{1,5}(?![^\s/"'?#,;)\]]))?[^\s"']*/gi

/**
 * Where a message may begin to tell values: a command line, a manifest or patch that was refused, a field of it, a
 * password by its name.
 */
const values = new RegExp(
  String.raw`\s--?[a-z]|[{]|\bmap\[|invalid value|\b(?:bearer|basic) +[\w+/=.~-]{12,}|${secretName}["']?\s*[=:]`,
  'i',
)

/**
 * The first line of a message, at most 300 characters, up to where values may stand in it, and of its addresses only the
 * host. The same again where it is given what it made.
 */
export function shortMessage(text: string): string {
  const [line = ''] = text.slice(0, lookedThrough).split(/[\r\n\u2028\u2029]/, 1)
  const hosts = line.replaceAll(address, '$1$2$3/…')
  const plain = withoutCredentials(hosts)
  const [told = ''] = plain.split(values, 1)
  return `${told.slice(0, 300).trimEnd()}${told === plain ? '' : ' …'}`
}
