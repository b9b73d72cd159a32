/** Browsers read the text after the click; a minute is long for any of them. */
const kept = 60_000

/** Hands a text to the browser's downloads, under this name. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }))
  const anchor = document.createElement('a')
  anchor.href = address
  anchor.download = name
  anchor.click()
  setTimeout(() => URL.revokeObjectURL(address), kept)
}
