import { expect, it } from 'vitest'
import { farSide } from '#dashboards/charts/tooltip-place'

it('a tooltip stands at the side of the chart that its point is not at', () => {
  const area = { left: 40, right: 340 }
  expect(farSide({ x: 90, y: 20 }, area)).toEqual({ x: 340, y: 20, xAlign: 'right', yAlign: 'center' })
  expect(farSide({ x: 300, y: 20 }, area)).toEqual({ x: 40, y: 20, xAlign: 'left', yAlign: 'center' })
})
