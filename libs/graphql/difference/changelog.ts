import type { ChangeView } from '../views.ts'
import type { DifferenceView } from './version-difference.ts'

/** Markdown gives these a meaning; a title must not. */
const special = /[\\`*_{}[\]()<>#+!|~]/g

function escaped(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(special, String.raw`\$&`)
}

function counted(count: number, one: string): string {
  return `${count} ${count === 1 ? one : `${one}s`}`
}

function entry(change: ChangeView): string {
  const name = change.number === null ? (change.sha ?? '').slice(0, 10) : `#${change.number}`
  const linked = change.url !== null && /^https?:\/\/[^\s()<>]+$/.test(change.url) ? `[${name}](${change.url})` : name
  return `- ${change.title === null ? '' : `${escaped(change.title)} `}(${linked})`
}

/** A difference as Markdown, for a release note. */
export const changelog = {
  /** More changes than this are counted and not listed. */
  limit: 500,

  text(view: DifferenceView, changes: readonly ChangeView[]): string {
    const rest = view.refs.length - changes.length
    const direction = view.backwards ? ' (going back)' : ''
    const lines = [
      `## ${escaped(view.title)}${direction}`,
      '',
      `${counted(view.commits, 'commit')}, ${counted(view.refs.length, 'change')}`,
      '',
    ]
    for (const change of changes) lines.push(entry(change))
    if (rest > 0) lines.push(`- and ${rest} more`)
    return `${lines.join('\n').trimEnd()}\n`
  },
}
