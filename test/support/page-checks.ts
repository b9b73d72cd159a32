import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Serious faults that axe finds on a page; its context must let scripts pass (`bypassCSP`). Of a page that was looked at
 * before, in another theme, only what depends on colours is.
 */
export async function seriousFaults(page: Page, { colours = false } = {}): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe)
  return page.evaluate(
    async (options) => {
      const { axe } = globalThis as unknown as {
        axe: {
          run(options: object): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>
        }
      }
      const { violations } = await axe.run(options)
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      return serious.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map(({ html }) => html)
            .join(' ')
            .slice(0, 300)}`,
      )
    },
    {
      resultTypes: ['violations'],
      ...(colours && { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } }),
    },
  )
}

/** No serious fault that axe would find, light or dark, and nothing sticks out at any width. The context must let scripts pass (`bypassCSP`). */
export async function expectSound(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    expect(await seriousFaults(page, { colours: colorScheme === 'dark' }), colorScheme).toEqual([])
  }
  for (const width of [1280, 768, 390, 320]) {
    await page.setViewportSize({ width, height: 800 })
    await expect.poll(() => page.evaluate(stickingOut), { message: `at ${width} px` }).toEqual([])
  }
  await page.setViewportSize({ width: 1280, height: 900 })
}

/** What is wider than the page, or than the box or table cell that it stands in, unless that can be scrolled. In the browser. */
export function stickingOut(): string[] {
  const { document } = globalThis
  const root = document.documentElement
  const faults = root.scrollWidth > root.clientWidth ? [`page: ${root.scrollWidth} > ${root.clientWidth}`] : []
  const look = (parent: ParentNode, bound: number): void => {
    for (const element of parent.children) {
      const { right, width } = element.getBoundingClientRect()
      const style = getComputedStyle(element)
      if (style.clipPath !== 'none' || style.display === 'none') continue
      if (width > 0 && right > bound + 1)
        faults.push(`${element.tagName} ${element.getAttribute('class') ?? ''}: ${right} > ${bound}`)
      else if (style.overflowX === 'visible') {
        const boxed = width > 0 && (element.matches('.card, td, section, main') ? right : bound)
        look(element.shadowRoot ?? element, boxed === false ? bound : Math.min(bound, boxed))
      }
    }
  }
  look(document.body, root.clientWidth)
  return faults
}

/** Words that stand on two lines, the long ones aside: a column is too narrow for them. In the browser. */
export function brokenWords(): string[] {
  const broken: string[] = []
  const read = (text: Text): void => {
    for (const { 0: word, index } of text.data.matchAll(/[\p{L}\p{N}]{2,20}/gu)) {
      const range = document.createRange()
      range.setStart(text, index)
      range.setEnd(text, index + word.length)
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)))
      if (lines.size > 1) broken.push(word)
    }
  }
  const look = (parent: ParentNode): void => {
    for (const node of parent.childNodes) {
      if (node instanceof Text) read(node)
      else if (node instanceof HTMLElement && getComputedStyle(node).clipPath === 'none') look(node.shadowRoot ?? node)
    }
  }
  look(document.body)
  return broken
}
