import { alertTitle } from './words.ts'

/** What else moved in an environment at the time at which an alert began. */
export interface AlsoMoved {
  /** How many other services, and some of them by name. */
  readonly services: number
  readonly names: readonly string[]
  /** What it was, and of how many services. */
  readonly moved: readonly {
    readonly metric: string
    readonly direction: 'WORSE' | 'BETTER'
    readonly services: number
  }[]
  /** Of the same service. */
  readonly own: readonly { readonly metric: string; readonly direction: 'WORSE' | 'BETTER' }[]
}

function what({ metric, direction }: { readonly metric: string; readonly direction: 'WORSE' | 'BETTER' }): string {
  const title = alertTitle({ detector: metric, direction })
  return title.charAt(0).toLowerCase() + title.slice(1)
}

/** Told in one or two sentences of plain text; null where nothing else moved. */
export function alsoMovedText({ services, names, moved, own }: AlsoMoved): string | null {
  const more = services - names.length
  const named = [...names, ...(more > 0 ? [`${more} more`] : [])].join(', ')
  const how = moved.map((each) => `${what(each)}${services === 1 ? '' : ` (${each.services})`}`).join(', ')
  const others = services === 1 ? 'one other service' : `${services} other services`
  const sentences = [
    ...(services === 0 ? [] : [`Within a week of it ${others} of this environment moved too, ${named}: ${how}.`]),
    ...(own.length === 0 ? [] : [`Of the same service: ${own.map(what).join(', ')}.`]),
  ]
  return sentences.length === 0 ? null : sentences.join(' ')
}
