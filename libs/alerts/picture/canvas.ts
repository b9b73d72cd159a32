import { crc32, deflateSync } from 'node:zlib'
import { glyphHeight, glyphs, glyphWidth } from './glyphs.ts'

export type Colour = readonly [red: number, green: number, blue: number]

/** Dots of a sign of a text, each so many pixels wide and high. */
const dot = 2
/** From one sign to the next. */
const step = (glyphWidth + 1) * dot
export const textHeight = glyphHeight * dot

export function textWidth(text: string): number {
  return text.length * step
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)])
}

/** A picture of few colours, written as a PNG (W3C PNG, third edition) without any library of pictures. */
export class Canvas {
  readonly #pixels: Uint8Array

  /** @param palette the first is the ground */
  constructor(
    readonly width: number,
    readonly height: number,
    readonly palette: readonly Colour[],
  ) {
    this.#pixels = new Uint8Array(width * height)
  }

  /** Fills a rectangle with the colour of this index; what lies outside is left out. */
  fill(left: number, top: number, width: number, height: number, colour: number): void {
    const [from, to] = [Math.max(0, Math.round(left)), Math.min(this.width, Math.round(left + width))]
    for (let y = Math.max(0, Math.round(top)); y < Math.min(this.height, Math.round(top + height)); y += 1)
      if (to > from) this.#pixels.fill(colour, y * this.width + from, y * this.width + to)
  }

  /** Writes a text; a sign that is not known is a gap. */
  text(left: number, top: number, text: string, colour: number): void {
    for (const [at, sign] of Array.from(text).entries())
      for (const [row, bits] of (glyphs[sign] ?? []).entries())
        for (let column = 0; column < glyphWidth; column += 1)
          if ((bits >> (glyphWidth - 1 - column)) & 1)
            this.fill(left + at * step + column * dot, top + row * dot, dot, dot, colour)
  }

  png(): Buffer {
    const head = Buffer.alloc(13)
    head.writeUInt32BE(this.width, 0)
    head.writeUInt32BE(this.height, 4)
    // Eight bits a pixel, each an index of the palette.
    head.set([8, 3, 0, 0, 0], 8)
    const rows = Buffer.alloc((this.width + 1) * this.height)
    for (let y = 0; y < this.height; y += 1)
      rows.set(this.#pixels.subarray(y * this.width, (y + 1) * this.width), y * (this.width + 1) + 1)
    return Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', head),
      chunk('PLTE', Buffer.from(this.palette.flat())),
      chunk('IDAT', deflateSync(rows, { level: 9 })),
      chunk('IEND', Buffer.alloc(0)),
    ])
  }
}
