const plain = /^[\w./:@%+-][\w./:@%+=-]*$/

/** A text as one word of a shell, whatever it holds: quoted where it must be. */
export function shellWord(text: string): string {
  return plain.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** A command of ours from its words, as it is pasted in a clone: `npx leadline source read 'my shop'`. */
export function leadlineCommand(...words: readonly string[]): string {
  return ['npx leadline', ...words.map(shellWord)].join(' ')
}
