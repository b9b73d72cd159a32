/** How parts say where to go; the app listens and sets the address. */
import type { UrlState } from './url-state.ts'

export const navigated = 'leadline-navigate'

export interface Navigation {
  readonly state: UrlState
  /** The address changes without a new entry in the history: for every letter typed. */
  readonly replace: boolean
}

/** Asks the app to show this state. */
export function go(from: EventTarget, state: UrlState, replace = false): void {
  const detail: Navigation = { state, replace }
  from.dispatchEvent(new CustomEvent(navigated, { bubbles: true, composed: true, detail }))
}

/** The address that opens a document of `queries/` in GraphiQL, with these variables. */
export function queryLink(document: string, variables: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams({ document, variables: JSON.stringify(variables, null, 2) })
  return `/graphiql#${parameters.toString()}`
}

/** The link that a click would have the browser follow, if this app can show it itself. */
export function ownLink(event: MouseEvent): URL | null {
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey
  if (!plain || event.defaultPrevented) return null
  const anchor = event.composedPath().find((target) => target instanceof HTMLAnchorElement)
  if (anchor === undefined || anchor.target !== '' || anchor.hasAttribute('download')) return null
  const url = new URL(anchor.href)
  const ours =
    /^\/(?:$|services|teams|d(?:$|\/)|(?:compare|coverage|running|changes|incidents|alerts|alerting|account)$|definitions(?:$|\/)|(?:deployments|changes|incidents)\/|setup(?:$|\/))/.test(
      url.pathname,
    )
  return url.origin === window.location.origin && ours && url.hash === '' ? url : null
}
