import { SingleBar } from 'cli-progress'
import type { RebuildProgress } from '#ingest/rebuild'

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

const words = { FOLD: 'Reading the log', PROJECT: 'Computing streams' } as const

/** One bar a phase: as long as what was left when the phase was first seen. */
export function rebuildBars(): { onProgress: (progress: RebuildProgress) => void; end: () => void } {
  let now: { phase: RebuildProgress['phase']; total: number; bar: Progress } | null = null
  return {
    onProgress: ({ phase, left }) => {
      if (now?.phase !== phase) {
        now?.bar.end()
        now = { phase, total: left, bar: progressBar(words[phase], left) }
      }
      now.bar.to(now.total - left)
    },
    end: () => now?.bar.end(),
  }
}
