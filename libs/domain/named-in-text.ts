/** Most names that are looked for in one text. */
const most = 50

/** What stands together in a text: an address as a whole, and otherwise what names are made of, `acme/shop#12` too. */
const words = /https?:\/\/[^\s<>"'`()[\]]+|[\p{L}\p{N}][\p{L}\p{N}._:/#-]*/giu

/** What stands in such a name between `/` and `#`. */
const parts = /[\p{L}\p{N}][\p{L}\p{N}._:-]*/gu

/** Without what ends a sentence or a list. By hand: a pattern would begin at each of many such signs anew. */
function trimmed(word: string): string {
  let end = word.length
  while (end > 0 && '.:,;!?/#-'.includes(word.charAt(end - 1))) end -= 1
  return word.slice(0, end)
}

function wordsIn(text: string): string[] {
  return [...text.matchAll(words)].slice(0, 10 * most).map(([word]) => trimmed(word))
}

function isAddress(word: string): boolean {
  return /^https?:\/\//i.test(word)
}

/** Parts of an address in which its system names the thing: `…/incidents/Q1ABC` names `Q1ABC`. */
function partsOfAddress(address: string): string[] {
  return address.split(/[/?#&=]/).slice(3)
}

/** `OPS-7/OPS-8` is both, and may be the name of one thing. */
function partsOf(word: string): string[] {
  return [...word.matchAll(parts)].map(([part]) => trimmed(part))
}

/**
 * Words of a text that may be the id of an incident: with a digit, and with a letter or long. A bare word or a small number is none, since
 * it would name by chance.
 */
export function idsIn(text: string): string[] {
  const all = wordsIn(text).flatMap((word) => (isAddress(word) ? partsOfAddress(word) : [word, ...partsOf(word)]))
  const ids = all.filter((word) => /\d/.test(word) && (/\p{L}/u.test(word) || word.length >= 6))
  return [...new Set(ids)].slice(0, most)
}

/** An address as it is compared: in lower case, without what ends it. */
export function comparedAddress(url: string): string {
  return trimmed(url.toLowerCase())
}

/** Addresses in a text, as they are compared. */
export function addressesIn(text: string): string[] {
  return [...new Set(wordsIn(text).filter(isAddress))].slice(0, most).map(comparedAddress)
}

/**
 * Whether a word is so made that nobody writes it by chance: `new-cart`, `new_cart`, `newCart`, and not `cart`, `HTTP-500` or `v2`. Two of
 * its parts are words that are not in capitals.
 */
function isMadeName(word: string): boolean {
  if (word.length < 5) return false
  if (/^\p{Ll}[\p{Ll}\p{N}]*\p{Lu}[\p{L}\p{N}]*$/u.test(word)) return true
  const isWord = (part: string): boolean => (part.match(/\p{L}{2,}/gu) ?? []).some((group) => !/^\p{Lu}+$/u.test(group))
  return word.split(/[-_.:]/).filter(isWord).length >= 2
}

/** Keys of flags that a text may name, in lower case. */
export function flagKeysIn(text: string): string[] {
  const keys = wordsIn(text).flatMap((word) => (isAddress(word) ? [] : partsOf(word).filter(isMadeName)))
  return [...new Set(keys)].slice(0, most).map((key) => key.toLowerCase())
}
