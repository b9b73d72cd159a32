import { describe, expect, it } from 'vitest'
import { nameList } from '#apps/cli/name-list'
import { formatOf } from '#apps/cli/report'

describe('a list of names', () => {
  it.each([
    ['a,b', ['a', 'b']],
    [' a , ,b,', ['a', 'b']],
    ['"b, c"', ['b, c']],
    ['a, "b, c" ,d', ['a', 'b, c', 'd']],
    ['"say ""so"", twice"', ['say "so", twice']],
    ['5" disks,a', ['5" disks', 'a']],
    ['', []],
  ])('%s is %j', (text, names) => {
    expect(nameList(text)).toEqual(names)
  })

  it('goes on where it is given again, each name once', () => {
    expect(nameList('"b, c",a', nameList('a'))).toEqual(['a', 'b, c'])
  })

  it.each(['"a', '"a" b', 'a,"b', 'a, "b, c', ' "a'])('%s is refused', (text) => {
    expect(() => nameList(text)).toThrow('double quotes')
  })
})

describe('the format of a report', () => {
  it.each([
    ['x.markdown', 'markdown'],
    ['x.MD', 'markdown'],
    ['x.csv', 'csv'],
    ['x.json', 'json'],
    ['x.pdf', 'pdf'],
    ['x.txt', 'terminal'],
    ['/dev/stdout', 'terminal'],
    ['-', 'terminal'],
  ])('of %s is %s', (output, format) => {
    expect(formatOf({ output })).toBe(format)
  })

  it('is refused where the ending says none, unless it is named', () => {
    expect(() => formatOf({ output: 'x.docx' })).toThrow(
      'The ending .docx says no format: write .csv, .md, .markdown, .json, .pdf, .txt, or name one with --format',
    )
    expect(formatOf({ output: 'x.docx', format: 'csv' })).toBe('csv')
  })
})
