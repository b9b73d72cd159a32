import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvText } from '#reports/csv'
import type { Cell } from '#reports/table'

/** As RFC 4180 says it is read. */
function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}

const text = fc.string({ unit: 'binary', maxLength: 30 })
const cell: fc.Arbitrary<Cell> = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
)

describe('CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '=HYPERLINK("http://x","y")'])(
    'keeps a spreadsheet from computing %j',
    (name) => {
      expect(readCsv(csvText({ columns: ['name'], rows: [[name]] }))[1]).toEqual([`'${name}`])
    },
  )

  it('leaves numbers as they are, and what is not known empty', () => {
    expect(csvText({ columns: ['a', 'b', 'c', 'd'], rows: [[-0.1, 1e-7, null, true]] })).toBe(
      'a,b,c,d\r\n-0.1,1e-7,,true\r\n',
    )
  })

  it('gives back every text and every number to the digit', () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 8 }), (rows) => {
        const [head, ...read] = readCsv(csvText({ columns: ['a', 'b,c', 'd"e'], rows }))
        expect(head).toEqual(['a', 'b,c', 'd"e'])
        expect(read.length).toBe(rows.length)
        for (const [at, row] of rows.entries())
          for (const [place, given] of row.entries()) {
            const got = read[at]?.[place] ?? ''
            if (typeof given === 'string')
              expect(/^'[=+\-@\t\r\n＝＋－＠]/.test(got) ? got.slice(1) : got).toBe(
                /^'[=+\-@\t\r\n＝＋－＠]/.test(given) ? given.slice(1) : given,
              )
            else if (typeof given === 'number')
              expect(Object.is(Number(got), given) || Number(got) === given).toBe(true)
            else expect(got).toBe(given === null ? '' : String(given))
          }
      }),
      { numRuns: 200 },
    )
  })
})
