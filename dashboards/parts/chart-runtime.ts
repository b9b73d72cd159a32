/** The parts of Chart.js that the pages use, in a chunk of their own: it loads with the first chart. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js'
import { farSide } from '../charts/tooltip-place.ts'

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
)

Tooltip.positioners.farSide = function (items) {
  const [item] = items
  return item !== undefined && farSide(item.element, this.chart.chartArea)
}

export { Chart }
