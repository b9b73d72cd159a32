import { parentPort, workerData } from 'node:worker_threads'
import { counterOf, type Part } from './part.ts'
import type { WorkerStart } from './run.ts'
import { readHistory } from './shuffled-history.ts'

const { seed, history } = workerData as WorkerStart
const count = counterOf(seed, history === null ? null : readHistory(history))
parentPort?.on('message', (part: Part) => parentPort?.postMessage(count(part), []))
