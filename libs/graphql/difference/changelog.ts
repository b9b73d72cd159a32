import { markdownInline } from '#reports/markdown'
import type { ChangeView } from '../views.ts'
import type { Between } from './changes-between.ts'
import type { DifferenceView } from './version-difference.ts'

/** At the beginning: headings and lists. */
const leading = /^(\d*)([#+.)-])/

/** For the beginning of a line or of an entry of a list. */
function escaped(text: string): string {
  return markdownInline(text).replace(leading, String.raw`$1\$2`)
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}

/** A title without the number that hosts put behind it, for that follows. */
function titleOf({ title, number }: ChangeView): string {
  if (title === null) return ''
  const bare = number === null || !title.endsWith(`(#${number})`) ? title : title.slice(0, -`(#${number})`.length)
  return `${escaped(bare)} `.trimStart()
}

function entry(change: ChangeView): string {
  const name = change.number === null ? (change.sha ?? '').slice(0, 10) : `#${change.number}`
  const linked = change.url !== null && /^https?:\/\/[^\s()<>]+$/.test(change.url) ? `[${name}](${change.url})` : name
  return `- ${titleOf(change)}(${linked})`
}

/** How many there are, and the changes one by one; an empty line stands between them. */
function part(between: Between, changes: readonly ChangeView[], isPart: boolean): string[] {
  const { commits, refs } = between
  const rest = refs.length - changes.length
  const count = isPart
    ? `${counted(refs.length, 'change')} of its paths, among ${counted(commits, 'commit')} of the repository`
    : `${counted(commits, 'commit')}, ${counted(refs.length, 'change')}`
  const list = [...changes.map(entry), ...(rest > 0 ? [`- and ${rest} more`] : [])]
  return list.length === 0 ? [count] : [count, '', ...list]
}

/** A difference with what it takes away, which is null where a commit between them is not known. */
type WholeDifference = Omit<DifferenceView, 'removed'> & { readonly removed: Between | null }

/** A difference as Markdown, for a release note. */
export const changelog = {
  /** More changes than this are counted and not listed. */
  limit: 500,

  text(view: WholeDifference, changes: readonly ChangeView[], removed: readonly ChangeView[]): string {
    const { backwards, isPart } = view
    const lines = [`## ${markdownInline(view.title)}${backwards ? ' (going back)' : ''}`, '']
    if (!backwards) lines.push(...part(view, changes, isPart), '')
    if (view.removed === null) lines.push('What it takes away cannot be told: a commit between them is not known.')
    else if (view.removed.commits > 0) lines.push('### Taken away', '', ...part(view.removed, removed, isPart))
    return `${lines.join('\n').trimEnd()}\n`
  },
}
