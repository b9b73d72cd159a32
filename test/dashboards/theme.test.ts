import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const styles = readFileSync(new URL('../../dashboards/styles.css', import.meta.url), 'utf8')
const colours = new Map(
  [...styles.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)/gi)].map(
    ([, name, light, dark]) => [name ?? '', [light ?? '', dark ?? ''] as const],
  ),
)

/** WCAG 2.2, relative luminance of an sRGB colour. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}

function contrast(a: string, b: string, theme: 0 | 1): number {
  const [x, y] = [a, b].map((name) => luminance(colours.get(name)?.[theme] ?? ''))
  const [high, low] = [Math.max(x ?? 0, y ?? 0), Math.min(x ?? 0, y ?? 0)]
  return (high + 0.05) / (low + 0.05)
}

const themes = [
  { theme: 'light', index: 0 as const },
  { theme: 'dark', index: 1 as const },
]

describe.each(themes)('the $theme theme', ({ index }) => {
  const texts = ['ink', 'muted', 'accent', 'better', 'worse', 'warning']
  const grounds = ['page', 'surface', 'sunken']
  it.each(texts.flatMap((text) => grounds.map((ground) => [text, ground] as const)))(
    '%s reads on %s',
    (text, ground) => {
      expect(contrast(text, ground, index)).toBeGreaterThanOrEqual(4.5)
    },
  )

  it.each([
    ['warning', 'warning-soft'],
    ['ink', 'warning-soft'],
    ['worse', 'worse-soft'],
    ['on-accent', 'accent'],
    ['ink', 'accent-soft'],
  ])('%s reads on %s', (text, ground) => expect(contrast(text, ground, index)).toBeGreaterThanOrEqual(4.5))

  it('draws its line so that it stands out from the interval behind it', () => {
    expect(contrast('accent', 'band', index)).toBeGreaterThanOrEqual(3)
  })

  it('tells neighbouring stages apart by lightness or by hue', () => {
    const stages = [1, 2, 3, 4, 5, 6, 7, 8].map((stage) => `stage-${stage}`)
    for (const stage of stages) expect(contrast(stage, 'surface', index)).toBeGreaterThan(1.6)
    expect(new Set(stages.map((stage) => colours.get(stage)?.[index])).size).toBe(8)
  })
})
