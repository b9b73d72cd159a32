import { SingleBar } from 'cli-progress'

/** How far a long command is; drawn on standard error, and only where a person watches. */
export interface Progress {
  to(done: number): void
  end(): void
}

/** @param total what `done` grows to; null where that is not known beforehand. */
export function progressBar(what: string, total: number | null, watched = process.stderr.isTTY): Progress {
  if (!watched || total === null || total === 0) return { to: () => undefined, end: () => undefined }
  const bar = new SingleBar({
    format: `${what} {bar} {percentage} % · {value} of {total} · {duration_formatted}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
  })
  bar.start(total, 0)
  return { to: (done) => bar.update(Math.min(done, total)), end: () => bar.stop() }
}
