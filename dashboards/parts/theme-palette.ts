import type { Palette } from '../charts/palette.ts'

/** The colours of the theme as they stand at this element, in the form that a canvas takes. */
export function themePalette(element: Element): Palette {
  const probe = document.createElement('span')
  probe.hidden = true
  element.append(probe)
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const palette: Palette = {
    ink: colour('ink'),
    muted: colour('muted'),
    grid: colour('line'),
    surface: colour('surface'),
    series: colour('accent'),
    soft: colour('accent-soft'),
    warning: colour('warning'),
    stages: [1, 2, 3, 4, 5, 6, 7, 8].map((index) => colour(`stage-${index}`)),
    font: getComputedStyle(element).fontFamily,
  }
  probe.remove()
  return palette
}
