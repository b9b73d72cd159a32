import type { Block } from './detectors/block.ts'
import type { Week } from './detectors/deployment-frequency.ts'
import type { Shown } from './fleet-of.ts'

/** Numbers of a block and of a week. */
const [ofBlock, ofWeek] = [4, 3]

/** The same, in a tenth of the memory: of a thousand services two years are kept from one look to the next. It is unpacked each time it is read. */
export function packedShown({ blocks, weeks }: Shown): Shown {
  const packedBlocks = Float64Array.from(blocks.flatMap(({ from, to, level, size }) => [from, to, level, size]))
  const packedWeeks = Float64Array.from(weeks.flatMap(({ from, to, count }) => [from, to, count]))
  return {
    get blocks() {
      return Array.from({ length: packedBlocks.length / ofBlock }, (_, index): Block => {
        const [from = 0, to = 0, level = 0, size = 0] = packedBlocks.subarray(index * ofBlock, (index + 1) * ofBlock)
        return { from, to, level, size }
      })
    },
    get weeks() {
      return Array.from({ length: packedWeeks.length / ofWeek }, (_, index): Week => {
        const [from = 0, to = 0, count = 0] = packedWeeks.subarray(index * ofWeek, (index + 1) * ofWeek)
        return { from, to, count }
      })
    },
  }
}
