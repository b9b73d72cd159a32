import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Cell } from './cell.ts'
import type { Part } from './part.ts'
import { type Row, type RowPlan, rowOf } from './row.ts'
import { sumOf, type Tally } from './tally.ts'

/** What a run needs beside its rows. */
export interface Run {
  /** Services of a cell. */
  readonly services: number
  /** Counts some services of a cell. */
  readonly count: (part: Part) => Promise<Tally>
  readonly onProgress?: (done: number, total: number) => void
}

/** So many services are counted at a time. */
const partSize = 25

/** Counts the cells of all rows, each once. */
export async function rowsOf(plans: readonly RowPlan[], { services, count, onProgress }: Run): Promise<Row[]> {
  const cells = new Map(plans.flatMap((plan) => plan.cells.map((cell): [string, Cell] => [cell.name, cell])))
  const parts = [...cells.values()].flatMap((cell) => partsOf(cell, cell.services ?? services))
  const tallies = new Map<string, Tally[]>()
  let done = 0
  await Promise.all(
    parts.map(async (part) => {
      const tally = await count(part)
      done += 1
      tallies.set(part.cell.name, [...(tallies.get(part.cell.name) ?? []), tally])
      onProgress?.(done, parts.length)
    }),
  )
  return plans.map((plan) => rowOf(plan, ({ name }) => sumOf(tallies.get(name) ?? [])))
}

function partsOf(cell: Cell, services: number): Part[] {
  return Array.from({ length: Math.ceil(services / partSize) }, (_, index) => ({
    cell,
    from: index * partSize,
    to: Math.min(services, (index + 1) * partSize),
  }))
}

/** What a worker begins with. */
export interface WorkerStart {
  readonly seed: number
  readonly history: string | null
}

/** Counts on all cores. `end` lets the workers go. */
export function workers(start: WorkerStart): { count: Run['count']; end: () => Promise<void> } {
  const idle = Array.from(
    { length: availableParallelism() },
    () => new Worker(new URL('./worker.js', import.meta.url), { workerData: start }),
  )
  const all = [...idle]
  const waiting: (() => void)[] = []
  const count = async (part: Part): Promise<Tally> => {
    while (idle.length === 0) await new Promise<void>((resolve) => waiting.push(resolve))
    const worker = idle.pop() as Worker
    try {
      return await answerOf(worker, part)
    } finally {
      idle.push(worker)
      waiting.shift()?.()
    }
  }
  return { count, end: async () => void (await Promise.all(all.map((worker) => worker.terminate()))) }
}

function answerOf(worker: Worker, part: Part): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const settle = (): void => void worker.off('message', onTally).off('error', onError)
    const onTally = (tally: Tally): void => {
      settle()
      resolve(tally)
    }
    const onError = (error: Error): void => {
      settle()
      reject(error)
    }
    worker.on('message', onTally).on('error', onError)
    worker.postMessage(part, [])
  })
}
