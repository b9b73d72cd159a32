import { expect, it } from 'vitest'
import { markdownInline, markdownTable } from '#reports/markdown'

it.each([
  ['a|b', String.raw`a\|b`],
  ['[x](javascript:alert)', String.raw`\[x\](javascript:alert)`],
  ['<img src=x onerror=y>', String.raw`\<img src=x onerror=y\>`],
  ['`code` **bold**', String.raw`\`code\` \*\*bold\*\*`],
  ['two\nlines\r\n\tof', 'two lines of'],
  ['turned\u202Earound\u0007', 'turned\uFFFDaround\uFFFD'],
  ['@acme/all &lt;', String.raw`\@acme/all \&lt;`],
  ['back\\|slash', String.raw`back\\\|slash`],
])('%j means nothing in Markdown', (text, escaped) => {
  expect(markdownInline(text)).toBe(escaped)
})

it('a table has one line for each row, whatever the cells hold', () => {
  expect(markdownTable(['a', 'b'], [['x|y', 'one\ntwo']])).toBe('| a | b |\n| --- | --- |\n| x\\|y | one two |')
})
