import { createHmac } from 'node:crypto'
import { cutNote, cutText, fitLines, oneLine } from '../../markdown/fit.ts'
import type { Alert, Notification } from '../../notification.ts'
import { alertFacts, alertTitle } from '../alert-words.ts'

/** GitHub takes 65,536 characters in all; what stands before and after the text needs little of it. */
const longestText = 55_000
/** GitHub's own. */
const longestTitle = 256
const longestFacts = 1_000

/** Not seen; what stands before it is no name and no number to GitHub. */
const gap = '\u200B'
/**
 * What would tell a person, or lead to an issue; and what is left as it is: a sign after a backslash, and the target of a
 * link. Text of others has its brackets and angles escaped, so that it holds no link.
 */
const telling = /\\[\s\S]|\]\(https?:[^\s()<>]*\)|<https?:[^\s<>]*>|@|#(?=\d)|GH-(?=\d)/gi

/** Markdown that tells nobody (`@name`) and leads to no issue (`#12`), whatever stands in it. */
export function quietMarkdown(markdown: string): string {
  return markdown.replaceAll(telling, (found) => {
    const sign = found.startsWith('\\') ? found.slice(1) : found
    return sign === '@' || sign === '#' || /^gh-$/i.test(sign) ? `${found}${gap}` : found
  })
}

/** A text of others in Markdown, where it means nothing. */
function inline(text: string): string {
  return quietMarkdown(oneLine(text).replaceAll(/[\\`*_{}[\]<>|~&]/g, String.raw`\$&`))
}

/**
 * What is written unseen into an issue or a comment, to find it again. Nobody who has not the token can write that of a
 * thing before it is told.
 */
export function markOf(token: string, thing: string): string {
  return `<!-- leadline ${createHmac('sha256', token).update(thing).digest('hex').slice(0, 32)} -->`
}

/** What a body has below the text of an alert. */
function footOf(alert: Alert): string {
  const facts = inline(cutText(alertFacts(alert), longestFacts))
  if (alert.link === null) return facts
  return `${facts} · [Open in Leadline](${alert.link.replaceAll('(', '%28').replaceAll(')', '%29')})`
}

/** The body of an issue or a comment: what finds it again, the text, and of an alert what it is about. */
export function issueBody(notification: Notification, marks: readonly string[], head: string | null): string {
  const lines = quietMarkdown(notification.text)
    .split('\n')
    .map((line) => cutText(line, longestText - 1))
  const { kept, left } = fitLines(lines, longestText, (line) => line.length + 1)
  return [
    marks.join('\n'),
    ...(head === null ? [] : [`**${inline(head)}**`]),
    kept.join('\n').trim(),
    ...(left === 0 ? [] : [`*${cutNote(left)}*`]),
    ...(notification.kind === 'alert' ? [footOf(notification.alert)] : []),
  ].join('\n\n')
}

/** The head of a comment: what happened. */
export function commentHead(alert: Alert): string {
  return cutText(alertTitle(alert), longestFacts)
}

export function issueTitle(notification: Notification): string {
  const title = notification.kind === 'alert' ? notification.alert.title : notification.subject
  return cutText(oneLine(title), longestTitle)
}
