import { expect, it } from 'vitest'
import { changeView } from '#graphql/change/change-view'
import { changelog } from '#graphql/difference/changelog'

const view = {
  from: null,
  to: null,
  title: 'v1 → v2',
  commits: 3,
  backwards: false,
  refs: [
    { repository: 'r', number: 7, sha: null },
    { repository: 'r', number: null, sha: 'a'.repeat(40) },
  ],
}

function titled(title: string, url: string | null): ReturnType<typeof changeView> {
  return { ...changeView({ repository: 'r', number: 7, sha: null }, null), title, url }
}

it('lists changes with their links', () => {
  const changes = [
    titled('Mend it', 'https://example.org/7'),
    changeView({ repository: 'r', number: null, sha: 'a'.repeat(40) }, null),
  ]
  expect(changelog.text(view, changes)).toBe(
    '## v1 → v2\n\n3 commits, 2 changes\n\n- Mend it ([#7](https://example.org/7))\n- (aaaaaaaaaa)\n',
  )
})

it('lets no title write Markdown, and links to pages only', () => {
  const text = changelog.text(view, [titled('[x](javascript:alert(1)) <b>\n# y', 'javascript:alert(1)')])
  expect(text).toContain(String.raw`- \[x\]\(javascript:alert\(1\)\) \<b\> \# y (#7)`)
  expect(text).toContain('- and 1 more')
})
