import { describe, expect, it } from 'vitest'
import { cardText, teamsCard } from '#alerts/notifiers/teams/card'
import { alertMessage, hostile } from '../../../support/alert.ts'
import type { Card } from '../../../support/teams-server.ts'

function cardOf(...what: Parameters<typeof alertMessage>): Card {
  const { attachments } = teamsCard(alertMessage(...what)) as { attachments: readonly [{ content: Card }] }
  return attachments[0].content
}

describe('a card for Teams', () => {
  it('has a head, the lines of its text, what it is about, and a link', () => {
    const { body, actions } = cardOf('OPENED', {
      text: '# Since May\n\n**shop** 5 h, [#5](https://git.example/a_b)\n- x',
    })
    expect(body.map(({ text }) => text)).toEqual([
      'Alert: Lead time of shop in production rose from 5 h to 14 h',
      'Since May',
      String.raw`**shop** 5 h, [\#5](https://git.example/a_b)`,
      '• x',
      'warning · shop',
    ])
    expect(actions).toEqual([
      {
        type: 'Action.OpenUrl',
        title: 'Open in Leadline',
        url: 'https://leadline.example/services/shop?env=production&last=P90D',
      },
    ])
  })

  it('has no button where nobody said where Leadline is reached', () => {
    expect(cardOf('OPENED', { link: null }).actions).toBeUndefined()
  })

  it('has no mark and no mention of what others wrote', () => {
    expect(cardText('<at>all</at> **b** [x](y) {{DATE(1)}}')).toBe(
      String.raw`\<at\>all\</at\> \*\*b\*\* \[x\]\(y\) \{\{DATE\(1\)\}\}`,
    )
    const text = cardOf('OPENED', { text: hostile }).body[1]?.text ?? ''
    expect(text.replaceAll(/\\./g, '')).not.toMatch(/[\\`*_{}[\]()<>#~]/)
  })

  it('is cut below 28 KB, and says by how much', () => {
    const text = Array.from({ length: 2_000 }, (_, at) => `- „Zeile“ ${at} \\* \\_ 🚀`).join('\n')
    const services = Array.from({ length: 500 }, (_, at) => `${'s'.repeat(90)}${at}`)
    const message = alertMessage('OPENED', { text, services, title: '🚀"'.repeat(5_000) })
    const card = JSON.stringify(teamsCard(message))
    expect(Buffer.byteLength(card)).toBeLessThan(28 * 1_024)
    expect(card).toMatch(/Cut here: \d+ more lines, too long for this channel/)
  })
})
