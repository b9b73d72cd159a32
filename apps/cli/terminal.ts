import colours from 'picocolors'

/** A result on standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** What is going on, on standard error, so that results can be piped. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2))
}

/** A name that somebody sent, without what a terminal would obey. */
export function harmless(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD')
}

/** Whoever reads what is printed may leave: that ends nothing, least of all a service with its database. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

/** Says what went wrong and ends the command; no stack trace. */
export function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error)
  // Messages of the server name what others sent.
  const lines = message.split('\n').map(harmless).join('\n')
  say(`${colours.red('error')} ${lines === '' ? 'unknown' : lines}`)
  process.exitCode = 1
}

/** What the help of a command ends with. */
export function examples(...commands: readonly string[]): string {
  return `\n${commands.length === 1 ? 'Example' : 'Examples'}:\n${commands.map((command) => `  ${command}`).join('\n')}`
}

/** Left-aligned columns. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)))
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Lines under a title, set in by two. */
export function block(title: string, lines: readonly string[]): string {
  return [colours.bold(title), ...lines.map((line) => `  ${line}`.trimEnd())].join('\n')
}
