/** Light, dark, or as the system says. The choice stays in this browser. */
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const key = 'leadline.theme'
/** Sent to `window` when colours have changed: charts draw themselves anew. */
export const themeChanged = 'leadline-theme'

export function currentTheme(): Theme {
  try {
    const kept = globalThis.localStorage.getItem(key)
    return themes.find((theme) => theme === kept) ?? 'system'
  } catch {
    return 'system'
  }
}

export function chooseTheme(theme: Theme): void {
  try {
    if (theme === 'system') globalThis.localStorage.removeItem(key)
    else globalThis.localStorage.setItem(key, theme)
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  apply(theme)
}

function apply(theme: Theme): void {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
  window.dispatchEvent(new Event(themeChanged))
}

/** Puts the kept theme on, and keeps up with the system, other tabs and the printer (paper is light). */
export function followTheme(): void {
  apply(currentTheme())
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => apply(currentTheme()))
  window.addEventListener('storage', (event) => {
    if (event.key === key) apply(currentTheme())
  })
  window.addEventListener('beforeprint', () => apply('light'))
  window.addEventListener('afterprint', () => apply(currentTheme()))
}
