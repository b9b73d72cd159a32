import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slackMessage } from '#alerts/notifiers/slack/message'
import { slackSections, slackText } from '#alerts/notifiers/slack/text'
import { slackProblem } from '#alerts/notifiers/slack/words'
import { markdownInline } from '#reports/markdown'
import { alertMessage, hostile } from '../../../support/alert.ts'

describe('a text for Slack', () => {
  it.each([
    ['<!channel> & <@U1>', '&lt;!channel&gt; &amp; &lt;@U1&gt;'],
    ['*bold* ~off~ `code`', '∗bold∗ ∼off∼ ˋcodeˋ'],
    ['_line_ my_own_name', 'ˍlineˍ my_own_name'],
  ])('%s means nothing', (text, escaped) => {
    expect(slackText(text)).toBe(escaped)
  })

  it('says in Slack’s markup what Markdown says', () => {
    const markdown = '## Shop\n\nRose by **3 h**, see [#5](https://git.example/a?b=1&c=2).\n- `main`\n- *since* May'
    expect(slackSections(markdown)).toEqual([
      '*Shop*\n\nRose by *3 h*, see <https://git.example/a?b=1&amp;c=2|#5>.\n• `main`\n• _since_ May',
    ])
  })

  it('has no mark and no mention of what others wrote', () => {
    const [section = ''] = slackSections(hostile)
    expect(section).toContain('&lt;!channel&gt; &lt;@U1&gt; @here ˋcodeˋ ∗bold∗ ˍlineˍ ∼off∼ [x](javascript:alert(1))')
  })

  it('is cut where it is too long for a message, and says by how much', () => {
    const line = `- ${'wörter & mehr '.repeat(20)}`
    const sections = slackSections(Array.from({ length: 500 }, () => line).join('\n'))
    expect(sections.length).toBeLessThanOrEqual(20)
    expect(Math.max(...sections.map(({ length }) => length))).toBeLessThanOrEqual(3_000)
    expect(sections.at(-1)).toMatch(/^_Cut here: \d+ more lines, too long for this channel\._$/)
  })

  it('is never longer than Slack takes, and breaks no sign of its markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 9_000 }), (text) => {
        for (const section of slackSections(`**x** ${markdownInline(text)}`)) {
          expect(section.length).toBeLessThanOrEqual(3_000)
          expect(section).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
        }
      }),
    )
  })
})

it('an alert for Slack has a head, its text, what it is about, and a link', () => {
  expect(slackMessage(alertMessage('RESOLVED', { title: 'Lead time <back> to 5 h' }))).toEqual({
    text: 'Resolved: Lead time &lt;back&gt; to 5 h',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'Resolved: Lead time <back> to 5 h', emoji: false } },
      { type: 'section', text: { type: 'mrkdwn', text: 'Lead time of *shop* rose.' } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'warning · shop' }] },
      {
        type: 'context',
        elements: [
          {
            type: 'mrkdwn',
            text: '<https://leadline.example/services/shop?env=production&amp;last=P90D|Open in Leadline>',
          },
        ],
      },
    ],
    unfurl_links: false,
    unfurl_media: false,
  })
})

it.each([
  ['channel_not_found', 'give the id (C…)'],
  ['not_in_channel', '/invite'],
  ['missing_scope', 'chat:write'],
  ['new_error', 'slack.com refuses it (new_error).'],
  ['<html>', 'slack.com does not answer as Slack does; is it the address of Slack?'],
])('%s says what to do', (code, words) => {
  expect(slackProblem('slack.com', code)).toContain(words)
})
