import { EventDoor } from '#ingest/event-door'
import { Translator } from '#ingest/translator'
import { createWorker } from '#ingest/worker'
import type { Database } from '#storage/database'

/** What makes events of what was delivered, and facts of events, behind the doors. */
export interface Processing {
  /** A delivery was kept. */
  onReceived(): void
  /** Events were committed. */
  onCommitted(): void
  /** Waits until every committed statement is visible in all answers. */
  drain(): Promise<void>
  /** Ends after what is at hand. */
  stop(): Promise<void>
}

export interface ProcessingOptions {
  readonly db: Database
  readonly clock: () => number
  /** Told of every failure; the work is tried again by itself. */
  readonly report: (error: unknown) => void
  /** False: it works only when it is asked to drain. */
  readonly works: boolean
}

/** Works on the thread of the caller, in turn with what else it does. */
export function startProcessing({ db, clock, report, works }: ProcessingOptions): Processing {
  const worker = createWorker({ db, clock, onError: report })
  const door = new EventDoor(db, { onCommitted: () => worker.hint(), onQuarantineFailed: report })
  const translator = new Translator({ db, door, clock, onError: report })
  if (works) {
    translator.start()
    worker.start()
  }
  return {
    onReceived: () => {
      worker.noteSender()
      translator.hint()
    },
    onCommitted: () => worker.hint(),
    drain: async () => {
      await translator.drain()
      await worker.drain()
    },
    stop: async () => {
      await translator.stop()
      await door.close()
      await worker.stop()
    },
  }
}
