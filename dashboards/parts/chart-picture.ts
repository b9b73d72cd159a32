import type { ChartConfiguration } from 'chart.js'
import type { Palette } from '../charts/palette.ts'
import { linesWithin, type PictureWords } from '../picture-words.ts'

/** Pixels of the picture for each of the page, so that it stays sharp on other screens and in print. */
const scale = 2
const margin = 18
const least = 420

const fonts = { title: '600 17px', of: '13px', value: '600 14px', summary: '13px', definition: '12px' } as const
const lineHeight = 19

/** The chart alone, on a canvas of its own that is as sharp as the picture. */
async function chartOn(configuration: ChartConfiguration, width: number, height: number): Promise<HTMLCanvasElement> {
  const { Chart } = await import('./chart-runtime.ts')
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const options = { ...configuration.options, responsive: false, animation: false as const, devicePixelRatio: scale }
  const chart = new Chart(canvas, { ...configuration, options })
  const copy = document.createElement('canvas')
  copy.width = canvas.width
  copy.height = canvas.height
  copy.getContext('2d')?.drawImage(canvas, 0, 0)
  chart.destroy()
  return copy
}

interface Line {
  readonly text: string
  readonly font: string
  readonly colour: string
}

function linesOf(context: CanvasRenderingContext2D, words: PictureWords, palette: Palette, width: number) {
  const part = (name: keyof PictureWords, colour: string): Line[] => {
    const font = `${fonts[name]} ${palette.font}`
    context.font = font
    const within = linesWithin(words[name], width, (text) => context.measureText(text).width)
    return within.map((text) => ({ text, font, colour }))
  }
  return {
    above: [...part('title', palette.ink), ...part('of', palette.muted), ...part('value', palette.ink)],
    below: [...part('summary', palette.muted), ...part('definition', palette.muted)],
  }
}

/** A chart with its words as a PNG, on the background and in the colours of the palette, as wide as it is shown. */
export async function chartPicture(
  words: PictureWords,
  {
    configuration,
    palette,
    width,
    height,
  }: {
    readonly configuration: ChartConfiguration
    readonly palette: Palette
    readonly width: number
    readonly height: number
  },
): Promise<Blob> {
  const inner = Math.max(least, width)
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This browser draws no pictures.')
  const { above, below } = linesOf(context, words, palette, inner)
  const top = margin + above.length * lineHeight + 10
  canvas.width = (inner + 2 * margin) * scale
  canvas.height = (top + height + 10 + below.length * lineHeight + margin) * scale
  context.scale(scale, scale)
  context.fillStyle = palette.surface
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(await chartOn(configuration, inner, height), margin, top, inner, height)
  context.textBaseline = 'middle'
  const write = (lines: readonly Line[], from: number): void => {
    for (const [at, { text, font, colour }] of lines.entries()) {
      context.font = font
      context.fillStyle = colour
      context.fillText(text, margin, from + (at + 0.5) * lineHeight)
    }
  }
  write(above, margin)
  write(below, top + height + 10)
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('This browser made no picture.')) : resolve(blob)),
      'image/png',
    )
  })
}
