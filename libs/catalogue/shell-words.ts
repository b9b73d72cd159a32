import { shellWord } from '#domain/shell-command'

/** What a terminal obeys or does not show, and JSON leaves as it is. */
const unseen = /[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu

function escaped(text: string): string {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, '0'))
    .map((unit) => String.raw`\u${unit}`)
    .join('')
}

/** A command that reads values as JSON, a line each, in one line that may be pasted: `printf '%s\n' '{"a":1}' | leadline apply -`. */
export function toldJson(values: readonly unknown[], command: string): string {
  const words = values.map((value) => shellWord(JSON.stringify(value).replaceAll(unseen, escaped)))
  // Not echo, which takes backslashes for its own in some shells.
  return String.raw`printf '%s\n' ${words.join(' ')} | ${command}`
}
