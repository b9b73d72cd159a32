import type { Palette } from '../charts/palette.ts'

/** The colours of the theme as they stand in this shadow root, in the form that a canvas takes. */
export function themePalette(root: ShadowRoot): Palette {
  const probe = document.createElement('span')
  probe.hidden = true
  root.append(probe)
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
    soft: colour('band'),
    warning: colour('warning'),
    stages: [1, 2, 3, 4, 5, 6, 7, 8].map((index) => colour(`stage-${index}`)),
    font: getComputedStyle(root.host).fontFamily,
  }
  probe.remove()
  return palette
}
