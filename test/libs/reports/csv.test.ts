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

/** Without the apostrophes that keep spreadsheets from computing. */
function bare(given: string): string {
  return given.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, '').replaceAll(/([;\t])'(?=[=+\-@＝＋－＠])/g, '$1')
}

const text = fc.string({ unit: 'binary', maxLength: 30 })
const cell: fc.Arbitrary<Cell> = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
)

describe('CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t1', '\r=1', '\n=1', '＝1', '=HYPERLINK("http://x","y")'])(
    'keeps a spreadsheet from computing %j',
    (name) => {
      expect(readCsv(csvText({ columns: ['name'], rows: [[name]] }))[1]).toEqual([`'${name}`])
    },
  )

  it('keeps one that parts cells at semicolons or tabs from computing the rest', () => {
    const lines = csvText({ columns: ['name'], rows: [["a;=cmd|' /C calc'!A0"], ['b\t+1'], ['plain;text'], ['\t=1']] })
    expect(lines).toBe(`name\r\n"a;'=cmd|' /C calc'!A0"\r\n"b\t'+1"\r\n"plain;text"\r\n"'\t'=1"\r\n`)
  })

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
            if (typeof given === 'string') expect(bare(got)).toBe(bare(given))
            else if (typeof given === 'number')
              expect(Object.is(Number(got), given) || Number(got) === given).toBe(true)
            else expect(got).toBe(given === null ? '' : String(given))
          }
      }),
      { numRuns: 200 },
    )
  })
})
