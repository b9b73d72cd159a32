import { chromiumPath } from '#config/chromium'
import { type Ask, withBrowser } from './browser-pipe.ts'

/** How long a page may take until it shows its numbers, and how often it is looked at, in milliseconds. */
const patience = 60_000
const often = 100

/** In the page: whether the report stands there, or why not. */
const look = `(() => {
  const app = document.querySelector('leadline-app')?.shadowRoot
  const signIn = app?.querySelector('leadline-sign-in')
  if (signIn) return signIn.problem || 'it asks for a token'
  const page = app?.querySelector('leadline-compare')
  if (page?.hasAttribute('data-problem')) return page.shadowRoot.querySelector('[role=alert], .note')?.textContent?.trim() || 'the page shows no report'
  return page?.hasAttribute('data-shown') ? 'shown' : ''
})()`

async function untilShown(ask: Ask, session: string): Promise<void> {
  const end = performance.now() + patience
  for (;;) {
    const { result } = await ask<{ result: { value?: unknown } }>('Runtime.evaluate', { expression: look }, session)
    if (result.value === 'shown') return
    if (typeof result.value === 'string' && result.value !== '')
      throw new Error(`The page cannot be printed: ${result.value.replaceAll(/\s+/g, ' ')}`)
    if (performance.now() > end) throw new Error(`The page did not show its numbers within ${patience / 1000} seconds.`)
    await new Promise((resolve) => setTimeout(resolve, often))
  }
}

const paper = {
  landscape: true,
  paperWidth: 8.27,
  paperHeight: 11.69,
  marginTop: 0.45,
  marginBottom: 0.55,
  marginLeft: 0.45,
  marginRight: 0.45,
  printBackground: true,
  displayHeaderFooter: true,
  headerTemplate: '<span></span>',
  footerTemplate:
    '<div style="width:100%;font:7px sans-serif;color:#51626e;text-align:right;padding:0 12mm">Leadline, <span class="pageNumber"></span> of <span class="totalPages"></span></div>',
}

/**
 * The page at an address as a PDF on A4, by a Chromium of this machine. The token goes to the browser through a pipe, so
 * that no list of processes shows it.
 *
 * @throws an error where there is no Chromium, or the page shows a problem
 */
export async function printPage(url: string, token: string): Promise<Uint8Array> {
  const executable = chromiumPath()
  if (executable === null)
    throw new Error(
      'A PDF is printed by Chromium, and none was found: install it (chromium, google-chrome or msedge on the PATH), or say where it is with CHROMIUM_PATH. The page itself prints from any browser.',
    )
  return withBrowser(executable, async (ask) => {
    const { targetId } = await ask<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })
    const { sessionId } = await ask<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true })
    await ask('Page.navigate', { url: `${url}#token=${encodeURIComponent(token)}` }, sessionId)
    await untilShown(ask, sessionId)
    const { data } = await ask<{ data: string }>('Page.printToPDF', paper, sessionId)
    return Buffer.from(data, 'base64')
  })
}
