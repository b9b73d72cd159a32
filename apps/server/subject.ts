/** Signs that are not seen, or that turn what follows around. */
const hidden = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu
const longest = 250

/** A subject of one line that reads as it is written, whole signs only. */
export function subjectOf(text: string): string {
  return Array.from(text.replaceAll(/\s+/g, ' ').replaceAll(hidden, '')).slice(0, longest).join('')
}
