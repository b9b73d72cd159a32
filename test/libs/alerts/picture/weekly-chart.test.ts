import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Canvas } from '#alerts/picture/canvas'
import { weeklyChart } from '#alerts/picture/weekly-chart'
import { DAY } from '#domain/instant'

const monday = Date.parse('2025-09-22T00:00:00Z')

/** Size of a PNG of ours and the index of each pixel, by its own chunks. */
function read(png: Buffer): { width: number; height: number; at: (x: number, y: number) => number } {
  expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]))
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const begin = png.indexOf('IDAT')
  const rows = inflateSync(png.subarray(begin + 4, begin + 4 + png.readUInt32BE(begin - 4)))
  expect(rows).toHaveLength((width + 1) * height)
  return { width, height, at: (x, y) => rows[y * (width + 1) + 1 + x] ?? -1 }
}

function weeksOf(values: readonly (number | null)[]) {
  return values.map((value, at) => {
    const from = monday + at * 7 * DAY
    return { from, date: new Date(from).toISOString().slice(0, 10), value }
  })
}

describe('a picture', () => {
  it('is filled where it is told, and nothing beside it', () => {
    const canvas = new Canvas(4, 3, [
      [255, 255, 255],
      [0, 0, 0],
    ])
    canvas.fill(2, 1, 5, 1, 1)
    canvas.fill(-3, -3, 1, 1, 1)
    const { at } = read(canvas.png())
    const rows = [0, 1, 2].map((y) => [0, 1, 2, 3].map((x) => at(x, y)).join(''))
    expect(rows).toEqual(['0000', '0011', '0000'])
  })

  it('of weeks has a bar for each value, as high as it is, in another colour from the onset on', () => {
    const values = [1, 1, 1, null, ...Array.from({ length: 16 }, () => 1), 4, 4, 4, 4, 4, 4]
    const png = weeklyChart(weeksOf(values), monday + 20 * 7 * DAY + DAY, 'PER_WEEK')
    if (png === null) throw new Error('There is no picture.')
    const { width, height, at } = read(png)
    expect([width, height]).toEqual([720, 260])
    expect(png.length).toBeLessThan(3_000)
    const middle = (week: number) => Math.round(116 + ((720 - 116 - 12) / 26) * (week + 0.5))
    const heightOf = (week: number, colour: number) =>
      Array.from({ length: 210 }, (_, y) => at(middle(week), 16 + y)).filter((index) => index === colour).length
    expect([
      heightOf(0, 3),
      heightOf(3, 3),
      heightOf(19, 3),
      heightOf(19, 4),
      heightOf(20, 4),
      heightOf(25, 4),
    ]).toEqual([52, 0, 52, 0, 210, 210])
  })

  it('of nothing is none', () => {
    expect(weeklyChart(weeksOf([null, null]), monday, 'SECONDS')).toBeNull()
    expect(weeklyChart([], monday, 'SECONDS')).toBeNull()
  })
})
