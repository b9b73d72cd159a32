import type { Asked } from './asked.ts'
import type { RecordedDeployment } from './outside.ts'
import { Refusal } from './refusal.ts'

/** More than this wait unread for one slow reader: the oldest are dropped, and the reader can ask for what it missed. */
const queueLimit = 1_000
/** Subscriptions that one token may hold open. */
const subscriptionLimit = 100

const open = new Map<string, number>()

function enter(asked: Asked): () => void {
  const holder = String(asked.viewer.tokenId ?? 'preset')
  const count = (open.get(holder) ?? 0) + 1
  if (count > subscriptionLimit) {
    throw new Refusal(
      'TOO_LARGE',
      `A token may hold ${subscriptionLimit} subscriptions open at a time; end some of them.`,
    )
  }
  open.set(holder, count)
  let left = false
  return () => {
    if (left) return
    left = true
    const rest = (open.get(holder) ?? 1) - 1
    if (rest === 0) open.delete(holder)
    else open.set(holder, rest)
  }
}

/** What a subscription reads from: values as they come, until somebody ends it. */
class Feed<Value> implements AsyncIterableIterator<Value> {
  private readonly waiting: Value[] = []
  private wake: ((result: IteratorResult<Value>) => void) | null = null
  private ended = false
  private readonly onEnd: () => void

  constructor(onEnd: () => void) {
    this.onEnd = onEnd
  }

  push(value: Value): void {
    if (this.ended) return
    if (this.wake !== null) {
      this.wake({ value, done: false })
      this.wake = null
      return
    }
    this.waiting.push(value)
    if (this.waiting.length > queueLimit) this.waiting.shift()
  }

  next(): Promise<IteratorResult<Value>> {
    const [value] = this.waiting.splice(0, 1)
    if (value !== undefined) return Promise.resolve({ value, done: false })
    if (this.ended) return Promise.resolve({ value: undefined, done: true })
    return new Promise((resolve) => {
      this.wake = resolve
    })
  }

  return(): Promise<IteratorResult<Value>> {
    if (!this.ended) {
      this.ended = true
      this.onEnd()
      this.wake?.({ value: undefined, done: true })
      this.wake = null
    }
    return Promise.resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Value> {
    return this
  }
}

/** Deployments as they are written; each is looked up by `load`, and left out where that gives null. */
export function deploymentFeed<Value>(
  asked: Asked,
  load: (recorded: RecordedDeployment) => Promise<Value | null>,
): AsyncIterableIterator<Value> {
  return feedOf(asked, (listener) => asked.outside.onDeployment(listener), load)
}

/** Alerts to which something happens, by their ids; likewise. */
export function alertFeed<Value>(
  asked: Asked,
  load: (alertId: number) => Promise<Value | null>,
): AsyncIterableIterator<Value> {
  return feedOf(asked, (listener) => asked.outside.onAlert(listener), load)
}

function feedOf<Heard, Value>(
  asked: Asked,
  listen: (listener: (heard: Heard) => void) => () => void,
  load: (heard: Heard) => Promise<Value | null>,
): AsyncIterableIterator<Value> {
  const leave = enter(asked)
  const tell = async (heard: Heard): Promise<void> => {
    if ((await asked.outside.authenticate(asked.authorization)) === null) {
      await feed.return()
      return
    }
    const value = await load(heard)
    if (value !== null) feed.push(value)
  }
  const stop = listen((heard) => {
    tell(heard).catch((error: unknown) => asked.outside.reportFault('subscription', error))
  })
  const feed = new Feed<Value>(() => {
    stop()
    leave()
  })
  return feed
}
