/** Most names that are looked for in one text. */
const most = 50

/** What stands together in a text: an address as a whole, and otherwise what names are made of. */
const words = /https?:\/\/[^\s<>"'`()[\]]+|[\p{L}\p{N}][\p{L}\p{N}._:-]*/giu

function trimmed(word: string): string {
  return word.replace(/[.:,;!?/-]+$/, '')
}

function wordsIn(text: string): string[] {
  return [...text.matchAll(words)].slice(0, 10 * most).map(([word]) => trimmed(word))
}

function isAddress(word: string): boolean {
  return /^https?:\/\//i.test(word)
}

/** Parts of an address in which its system names the thing: `…/incidents/Q1ABC` names `Q1ABC`. */
function partsOf(address: string): string[] {
  return address.split(/[/?#&=]/).slice(3)
}

/**
 * Words of a text that may be the id of an incident: with a digit, and with a letter or long. A bare word or a small number is none, since
 * it would name by chance.
 */
export function idsIn(text: string): string[] {
  const all = wordsIn(text).flatMap((word) => (isAddress(word) ? partsOf(word) : [word]))
  const ids = all.filter((word) => /\d/.test(word) && (/\p{L}/u.test(word) || word.length >= 6))
  return [...new Set(ids)].slice(0, most)
}

/** Addresses in a text, in lower case. */
export function addressesIn(text: string): string[] {
  return [...new Set(wordsIn(text).filter(isAddress))].slice(0, most).map((address) => address.toLowerCase())
}

/** Whether a word is so made that nobody writes it by chance: `new-cart`, `new_cart`, `cart.v2`, `newCart`, and not `cart`. */
function isMadeName(word: string): boolean {
  return /[\p{L}\p{N}][-_.:][\p{L}\p{N}]|\d/u.test(word) || /\p{Ll}\p{Lu}/u.test(word)
}

/** Keys of flags that a text may name, in lower case. */
export function flagKeysIn(text: string): string[] {
  const keys = wordsIn(text).filter((word) => !isAddress(word) && isMadeName(word))
  return [...new Set(keys)].slice(0, most).map((key) => key.toLowerCase())
}
