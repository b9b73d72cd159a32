import { css, html, type TemplateResult } from 'lit'
import { day, duration, plural } from '../format.ts'
import { formatUrl, type UrlState } from '../url-state.ts'
import { rangeDays, rangeUpTo } from '../window-choice.ts'

export const emptyWindowStyles = css`
  .empty-window {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem 1rem;
  }
`

interface Emptiness {
  readonly state: UrlState
  /** What is missing, as a sentence. */
  readonly said: string
  /** When the newest deployment to this environment was; null where there was none. */
  readonly newest: string | null
  /** Other environments that hold something. */
  readonly elsewhere: readonly string[]
}

/** Says that a window holds nothing, and leads to the last one that does. */
export function emptyWindowNote({ state, said, newest, elsewhere }: Emptiness): TemplateResult {
  if (newest === null) {
    const links = elsewhere.map((name) => html` <a href=${formatUrl({ ...state, environment: name })}>${name}</a>`)
    return html`<div class="note empty-window">
      <p>
        Nothing was ever deployed to <span class="name">${state.environment}</span>.
        ${links.length === 0 ? '' : html`<span class="no-print">Look at${links}</span>`}
      </p>
    </div>`
  }
  return html`<div class="note empty-window">
    <p>
      <span>${said}</span>
      <span>The last deployment was on <time datetime=${newest}>${day(newest, state.timeZone)}</time>.</span>
    </p>
    <a class="button no-print" href=${hrefUpTo(newest, state)}>Show the ${lengthWords(state)} up to then</a>
  </div>`
}

/** The address of the same page over the window that ends with what happened at an instant. */
export function hrefUpTo(at: string, state: UrlState): string {
  const range = rangeUpTo(at, state.range, state.timeZone)
  return formatUrl({ ...state, range, focus: null, open: null })
}

function lengthWords({ range }: UrlState): string {
  const days = rangeDays(range)
  return days < 1 ? duration(days * 86_400).spoken : plural(Math.round(days), 'day')
}
