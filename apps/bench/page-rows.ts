import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { chromiumPath } from '#config/chromium'
import { type Ask, withBrowser } from '../cli/report/browser-pipe.ts'
import { type Door, postLines, settled } from './ask.ts'
import { type HistorySize, historyLines } from './history.ts'
import { startProcess } from './server-process.ts'
import { figure, type Row } from './table.ts'

/** Runs before everything in a page: notes when the first number stands there, and every task of over 50 ms. */
const watching = `(() => {
  window.leadlineBench = { firstNumberAt: null, long: [] }
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.leadlineBench.long.push({ startTime, duration })
  }).observe({ type: 'longtask', buffered: true })
  const has = (root) => root.querySelector('data') !== null || [...root.querySelectorAll('*')].some((each) => each.shadowRoot !== null && has(each.shadowRoot))
  const look = () => {
    if (has(document)) window.leadlineBench.firstNumberAt = performance.now()
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()`

interface Tab {
  /** The value of an expression in the page. */
  value<T>(expression: string): Promise<T>
  wheel(): Promise<void>
  close(): Promise<void>
}

async function opened(ask: Ask, address: string): Promise<Tab> {
  const { browserContextId } = await ask<{ browserContextId: string }>('Target.createBrowserContext')
  const { targetId } = await ask<{ targetId: string }>('Target.createTarget', {
    url: 'about:blank',
    browserContextId,
    width: 1360,
    height: 900,
  })
  const { sessionId } = await ask<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })
  await ask('Page.enable', {}, sessionId)
  await ask('Page.addScriptToEvaluateOnNewDocument', { source: watching }, sessionId)
  await ask('Page.navigate', { url: address }, sessionId)
  return {
    value: async <T>(expression: string) => {
      const { result } = await ask<{ result: { value: T } }>(
        'Runtime.evaluate',
        { expression, returnByValue: true },
        sessionId,
      )
      return result.value
    },
    wheel: async () => {
      const at = { type: 'mouseWheel', x: 600, y: 500, deltaX: 0, deltaY: 240 }
      await ask('Input.dispatchMouseEvent', at, sessionId)
    },
    close: async () => {
      await ask('Target.disposeBrowserContext', { browserContextId })
    },
  }
}

/** Milliseconds from the navigation to the first number. */
async function firstNumber(tab: Tab): Promise<number> {
  for (let looks = 0; looks < 3_000; looks += 1) {
    const at = await tab.value<number | null>('window.leadlineBench.firstNumberAt')
    if (at !== null) return at
    await pause(10)
  }
  throw new Error('The page showed no number within half a minute.')
}

const questions = `performance.getEntriesByType('resource').filter(({ name }) => new URL(name).pathname === '/graphql').length`

/** How soon the overview of the demo is usable, with nothing in the browser's cache: the middle one of five loads. */
async function usableRow(ask: Ask, { url, token }: Door): Promise<Row> {
  const times: number[] = []
  for (let turn = 0; turn < 5; turn += 1) {
    const tab = await opened(ask, `${url}/#token=${token}`)
    times.push(await firstNumber(tab))
    // One that stays open goes on asking what the next one asks.
    await tab.close()
  }
  const middle = times.toSorted((a, b) => a - b)[2] ?? Number.NaN
  return {
    what: 'first page of the demo, to its first number',
    measured: `${figure(middle / 1_000)} s`,
    bound: '< 1.5 s',
    holds: middle < 1_500,
    note: `an empty cache each time, ${times.map((time) => figure(time)).join(', ')} ms`,
  }
}

/** Scrolling through all services: how long the page is busy at a time, and how often it asks. */
async function scrollRow(ask: Ask, { url, token }: Door, services: number): Promise<Row> {
  const tab = await opened(ask, `${url}/#token=${token}`)
  await firstNumber(tab)
  await pause(1_000)
  const begun = await tab.value<number>('performance.now()')
  for (let turn = 0; turn < 120; turn += 1) {
    await tab.wheel()
    await pause(16)
  }
  await pause(500)
  const long = await tab.value<{ duration: number }[]>(
    `window.leadlineBench.long.filter(({ startTime }) => startTime > ${begun})`,
  )
  const asked = await tab.value<number>(questions)
  const scrolled = await tab.value<number>('document.scrollingElement.scrollTop')
  if (scrolled < 1_000) throw new Error(`The page was scrolled by ${scrolled} pixels only.`)
  const longest = Math.max(0, ...long.map(({ duration }) => duration))
  return {
    what: `scrolling the overview of ${services} services, longest task`,
    measured: long.length === 0 ? 'none over 50 ms' : `${figure(longest)} ms`,
    bound: '< 50 ms',
    holds: long.length === 0,
    note: `${figure(scrolled)} pixels, ${asked} questions to the API in all, none of them a row’s`,
  }
}

/** The pages in a Chromium of this machine; no rows where there is none. */
export async function pageRows(folder: string, port: number, token: string, end: number): Promise<Row[]> {
  const executable = chromiumPath()
  if (executable === null) return []
  const size: HistorySize = { services: 300, days: 90, deploymentsPerDay: 0.3, changesPerDeployment: 2 }
  const rows: Row[] = []
  for (const demo of ['1', '0']) {
    const home = await mkdtemp(join(tmpdir(), 'leadline-bench-pages-'))
    const env = { LEADLINE_HOME: home, LEADLINE_DEMO: demo }
    const server = await startProcess({ folder, port, token, env })
    const door: Door = { url: server.url, token }
    try {
      if (demo === '0') {
        const count = { events: 0, deployments: 0, changes: 0, incidents: 0 }
        await postLines(door, historyLines(size, end, count))
      }
      await settled(door)
      rows.push(
        await withBrowser(executable, (ask) =>
          demo === '1' ? usableRow(ask, door) : scrollRow(ask, door, size.services),
        ),
      )
    } finally {
      await server.stop()
      await rm(home, { recursive: true, force: true })
    }
  }
  return rows
}
