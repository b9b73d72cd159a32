import type { Palette } from '#dashboards/charts/palette'

/** Names instead of colours, so that a test sees which was taken. */
export const palette: Palette = {
  ink: 'ink',
  muted: 'muted',
  grid: 'grid',
  surface: 'surface',
  series: 'series',
  soft: 'soft',
  warning: 'warning',
  stages: ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'],
  font: 'sans-serif',
}
