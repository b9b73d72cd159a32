import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Line, readLines } from '#ingest/lines'

const longest = 12

async function linesOf(chunks: readonly Buffer[]): Promise<Line[]> {
  const lines: Line[] = []
  for await (const line of readLines(
    (async function* stream() {
      yield* chunks
    })(),
    longest,
  ))
    lines.push(line)
  return lines
}

/** What the lines of a whole text are, by definition. */
function expected(text: string): unknown[] {
  return text
    .split('\n')
    .map((line, index) => ({ index, text: line.length > longest ? null : line, length: line.length }))
    .filter((line) => line.text === null || /[^ \t\r]/.test(line.text))
}

it('gives the lines that are not blank with their numbers, however the stream is cut', async () => {
  const letters = fc.constantFrom('\n', '\n', ' ', '\t', '\r', 'a', '{', 'xxxxxxxxxxxxx')
  const text = fc.array(letters, { maxLength: 60 }).map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat({ max: 20 })), async (whole, cuts) => {
      const chunks: Buffer[] = []
      let from = 0
      for (const length of cuts) {
        chunks.push(Buffer.from(whole.slice(from, from + length)))
        from += length
      }
      chunks.push(Buffer.from(whole.slice(from)))
      const lines = await linesOf(chunks)
      expect(lines.map(({ index, bytes, length }) => ({ index, text: bytes?.toString() ?? null, length }))).toEqual(
        expected(whole),
      )
    }),
    { numRuns: 1_000 },
  )
})

it.each(['\n', '\r\n', ' \t\n'])('passes over 100 MB of %j in a moment', async (blank) => {
  const chunk = Buffer.alloc(65_538, blank)
  const chunks = Array.from({ length: 1_600 }, () => chunk)
  const start = performance.now()
  const lines = await linesOf([...chunks, Buffer.from('{}')])
  expect(lines).toMatchObject([{ index: (1_600 * 65_538) / blank.length, length: 2 }])
  expect(performance.now() - start).toBeLessThan(20_000)
})
