import { monitorEventLoopDelay } from 'node:perf_hooks'
import { evaluate, LookBefore } from '#apps/server/alerting/evaluate'
import { HOUR } from '#domain/instant'
import { openDatabase } from '#storage/database'

/** What looks at all that is watched took, one after another in a process of their own. */
export interface Looks {
  readonly streams: number
  readonly failures: number
  /** Of each look: the first one finds all of the past, those after it are an hour later each. */
  readonly seconds: readonly number[]
  /** Bytes of resident memory at most, beyond those before the first look. */
  readonly growth: number
  /** Milliseconds for which nothing else ran. */
  readonly longestBlock: number
}

async function looks(url: string, now: number): Promise<Looks> {
  const db = await openDatabase({ url, max: 4, applicationName: 'leadline bench look', isDirect: true })
  const rss = process.memoryUsage.rss()
  let most = rss
  const sample = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 50)
  const delay = monitorEventLoopDelay({ resolution: 2 })
  delay.enable()
  const seconds: number[] = []
  const before = new LookBefore()
  let found = { streams: 0, failures: 0 }
  for (let look = 0; look < 3; look += 1) {
    const started = performance.now()
    const { streams, failures } = await evaluate(db, now + look * HOUR, before)
    seconds.push((performance.now() - started) / 1000)
    found = { streams, failures: failures.length }
  }
  delay.disable()
  clearInterval(sample)
  await db.close()
  return { ...found, seconds, growth: most - rss, longestBlock: delay.max / 1_000_000 }
}

const [, , url = '', now = ''] = process.argv
process.stdout.write(JSON.stringify(await looks(url, Number(now))))
