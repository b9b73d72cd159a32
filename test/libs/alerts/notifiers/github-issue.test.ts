import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { issueBody, issueTitle, markOf, quietMarkdown } from '#alerts/notifiers/github-issue/text'
import { markdownInline } from '#reports/markdown'
import { alertNotification } from '../../../support/alert.ts'

describe('Markdown for GitHub', () => {
  it.each([
    ['@acme/all', '@\u200Bacme/all'],
    [String.raw`\@acme/all`, `\\@\u200Bacme/all`],
    ['fixes #12', 'fixes #\u200B12'],
    [String.raw`fixes \#12`, `fixes \\#\u200B12`],
    ['acme/shop#12 and GH-12', 'acme/shop#\u200B12 and GH-\u200B12'],
    ['# Since May', '# Since May'],
    ['[x](https://git.example/@a/b#12)', '[x](https://git.example/@a/b#12)'],
    ['<https://git.example/@a>', '<https://git.example/@a>'],
    [String.raw`\](https://git.example/@a)`, `\\](https://git.example/@\u200Ba)`],
  ])('%s tells nobody', (markdown, quiet) => {
    expect(quietMarkdown(markdown)).toBe(quiet)
  })

  it('of others tells nobody, whatever they wrote', () => {
    const signs = fc.constantFrom('@', '#', 'a', '1', '\\', '`', '](', '<', '>', ' ', 'GH-', 'https://x.example/', ')')
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 40 }), (parts) => {
        expect(quietMarkdown(markdownInline(parts.join('')))).not.toMatch(/@[a-z\d]|#\d|GH-\d/i)
      }),
    )
  })
})

it('an issue says what it is about, and has unseen what finds it again', () => {
  const notification = alertNotification('OPENED', { services: ['shop', 'my_cart'], title: 'a *b*\nc' })
  const mark = markOf('token', 'alert a')
  expect(mark).toMatch(/^<!-- leadline [0-9a-f]{32} -->$/)
  expect(markOf('other', 'alert a')).not.toBe(mark)
  expect(issueTitle(notification)).toBe('a *b* c')
  expect(issueBody(notification, [mark], 'Resolved: a *b*')).toBe(
    [
      mark,
      String.raw`**Resolved: a \*b\***`,
      'Lead time of **shop** rose.',
      String.raw`warning · shop, my\_cart · [Open in Leadline](https://leadline.example/services/shop?env=production&last=P90D)`,
    ].join('\n\n'),
  )
})

it.each([
  ['many lines', Array.from({ length: 5_000 }, (_, at) => `- a line, the ${at}th`).join('\n')],
  ['a long line', 'long '.repeat(50_000)],
])('%s are cut below what GitHub takes', (_what, text) => {
  const services = Array.from({ length: 500 }, (_, at) => `${'s'.repeat(280)}_${at}`)
  const body = issueBody(alertNotification('OPENED', { text, services }), [markOf('t', 'a')], '*'.repeat(3_000))
  expect(body.length).toBeLessThanOrEqual(65_536)
  expect(body).toMatch(/Cut here: \d+ more lines|[long]…/)
})
