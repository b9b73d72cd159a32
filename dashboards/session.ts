/**
 * The token that the pages ask with. It comes from `#token=…` of the address that `leadline start` prints (and leaves the
 * address at once: a fragment is sent to no server, but it would stay in the history), or from the sign-in form. It is
 * kept in localStorage, so that a second tab is signed in too, or, if asked, in sessionStorage until the tab closes.
 */
const key = 'leadline.token'

/** Sent, bubbling, by whoever wants to be signed out. */
export const leaving = 'leadline-leaving'

/** Takes a token out of a fragment such as `#token=lead_…`; null where there is none. */
export function tokenOfFragment(fragment: string): string | null {
  const token = new URLSearchParams(fragment.replace(/^#/, '')).get('token')?.trim()
  return token === undefined || token === '' ? null : token
}

/** Moves the token of the address, if any, into the store. Call it before anything else reads the address. */
export function adoptToken(location: Location, history: History): void {
  const token = tokenOfFragment(location.hash)
  if (token === null) return
  keepToken(token, true)
  history.replaceState(history.state, '', `${location.pathname}${location.search}`)
}

/** `lasting`: beyond the closing of the tab. */
export function keepToken(token: string, lasting: boolean): void {
  forgetToken()
  store(lasting)?.setItem(key, token)
  inMemory = token
}

/** The token, or null when nobody is signed in. */
export function currentToken(): string | null {
  return store(false)?.getItem(key) ?? store(true)?.getItem(key) ?? inMemory
}

export function forgetToken(): void {
  inMemory = null
  store(false)?.removeItem(key)
  store(true)?.removeItem(key)
}

/** Where the browser refuses storage (private windows, embedded frames), the token lives as long as the page. */
let inMemory: string | null = null

function store(lasting: boolean): Storage | null {
  try {
    return lasting ? globalThis.localStorage : globalThis.sessionStorage
  } catch {
    return null
  }
}
