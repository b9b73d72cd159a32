import { nothing, svg } from 'lit'
import type { FrequencyPoint } from '../answers.ts'

const height = 30
const step = 4

/** The last weeks as small bars, each service on its own scale: the shape, not the size. The text says the size. */
export function sparkBars(points: readonly FrequencyPoint[]) {
  const shown = points.slice(-13)
  const highest = Math.max(0, ...shown.map(({ count }) => count))
  if (highest === 0) return nothing
  const width = shown.length * step
  const bars = shown.map(({ count }, index) => {
    const size = count === 0 ? 1 : Math.max(2, (count / highest) * height)
    return svg`<rect class=${count === 0 ? 'none' : 'some'} x=${index * step} y=${(height - size).toFixed(1)} width=${step - 1.5} height=${size.toFixed(1)} rx="1" />`
  })
  return svg`<svg class="spark" viewBox="0 0 ${width} ${height}" width=${width} height=${height} aria-hidden="true">${bars}</svg>`
}
