import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '#storage/database'
import type { Notice, Order, ThreadSettings } from './messages.ts'
import { type Processing, startProcessing } from './processing.ts'

/** A translator, a worker of two lanes, and what they keep of refusals. */
const connections = 6

/** Of two threads that want one core, the one that answers gets nine tenths of it. */
const niceness = 10

/** Linux alone takes this for the thread; elsewhere the whole process would give way. */
function giveWay(): void {
  if (process.platform === 'linux') setPriority(niceness)
}

function tell(notice: Notice): void {
  parentPort?.postMessage(notice)
}

async function drain(processing: Processing, number: number): Promise<void> {
  const error = await processing.drain().then(
    () => null,
    (failure: unknown) => failure,
  )
  tell({ kind: 'drained', number, error })
}

/** The thread that processes. It ends when it was told to stop and has done what was at hand. */
async function work({ databaseUrl, isDirect }: ThreadSettings): Promise<void> {
  const db = await openDatabase({
    url: databaseUrl,
    max: connections,
    applicationName: 'leadline processing',
    isDirect,
  })
  const report = (error: unknown): void => tell({ kind: 'failed', error })
  const processing = startProcessing({ db, clock: () => Date.now(), report, works: true })
  const end = async (): Promise<void> => {
    await processing.stop().catch(report)
    await db.close().catch(report)
    parentPort?.close()
  }
  parentPort?.on('message', (order: Order) => {
    if (order.kind === 'received') processing.onReceived()
    if (order.kind === 'committed') processing.onCommitted()
    if (order.kind === 'drain') void drain(processing, order.number)
    if (order.kind === 'stop') void end()
  })
}

giveWay()
await work(workerData as ThreadSettings)
