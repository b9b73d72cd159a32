/** Where the tooltip of a point stands: at the far side of the chart, so that the points beside it stay seen. Pure. */
import type { ChartArea, ChartType, Element, TooltipPosition, TooltipPositionerFunction } from 'chart.js'

declare module 'chart.js' {
  interface TooltipPositionerMap {
    farSide: TooltipPositionerFunction<ChartType>
  }
}

export function farSide(
  { x, y }: Pick<Element, 'x' | 'y'>,
  { left, right }: Pick<ChartArea, 'left' | 'right'>,
): TooltipPosition {
  if (x < (left + right) / 2) return { x: right, y, xAlign: 'right', yAlign: 'center' }
  return { x: left, y, xAlign: 'left', yAlign: 'center' }
}
