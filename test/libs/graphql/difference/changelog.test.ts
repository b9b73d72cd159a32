import { expect, it } from 'vitest'
import { changeView } from '#graphql/change/change-view'
import { changelog } from '#graphql/difference/changelog'

const seven = { repository: 'r', number: 7, sha: null }
const direct = { repository: 'r', number: null, sha: 'a'.repeat(40) }
const view = {
  from: null,
  to: null,
  title: 'v1 → v2',
  commits: 3,
  backwards: false,
  refs: [seven, direct],
  removed: { commits: 0, refs: [] },
  isPart: false,
}

function titled(title: string, url: string | null): ReturnType<typeof changeView> {
  return { ...changeView({ repository: 'r', number: 7, sha: null }, null), title, url }
}

it('lists changes with their links', () => {
  const changes = [
    titled('Mend it', 'https://example.org/7'),
    changeView({ repository: 'r', number: null, sha: 'a'.repeat(40) }, null),
  ]
  expect(changelog.text(view, changes, [])).toBe(
    '## v1 → v2\n\n3 commits, 2 changes\n\n- Mend it ([#7](https://example.org/7))\n- (aaaaaaaaaa)\n',
  )
})

it('lets no title write Markdown, and links to pages only', () => {
  const text = changelog.text(view, [titled('[x](javascript:alert(1)) <b>\n# y', 'javascript:alert(1)')], [])
  expect(text).toContain(String.raw`- \[x\](javascript:alert(1)) \<b\> # y (#7)`)
  expect(text).toContain('- and 1 more')
})

it.each([
  ['Invoices (#7)', '- Invoices (#7)'],
  ['Invoices (#8) of `x_y`', String.raw`- Invoices (#8) of \`x\_y\` (#7)`],
  ['# Heading', String.raw`- \# Heading (#7)`],
  ['1. First', String.raw`- 1\. First (#7)`],
  ['- a list', String.raw`- \- a list (#7)`],
])('shows %j as it was written', (title, line) => {
  expect(changelog.text(view, [titled(title, null)], [])).toContain(`\n${line}\n`)
})

it('lists what going back takes away, and of a part of a repository whose changes it counts', () => {
  const back = { ...view, backwards: true, commits: 0, refs: [], removed: { commits: 3, refs: [seven] } }
  expect(changelog.text(back, [], [titled('Mend it', null)])).toBe(
    '## v1 → v2 (going back)\n\n### Taken away\n\n3 commits, 1 change\n\n- Mend it (#7)\n',
  )
  expect(changelog.text({ ...back, backwards: false, removed: null, isPart: true }, [], [])).toBe(
    '## v1 → v2\n\n0 changes of its paths, among 0 commits of the repository\n\nWhat it takes away cannot be told: a commit between them is not known.\n',
  )
})

it.each([
  ['1.2.0 → 1.3.0', '## 1.2.0 → 1.3.0'],
  ['v1_2 → `x`', String.raw`## v1\_2 → \`x\``],
])('heads it with the versions %j', (title, line) => {
  expect(changelog.text({ ...view, title }, [], []).split('\n')[0]).toBe(line)
})
