import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge']

/** A Chromium of this machine: `CHROMIUM_PATH`, else the first on the path; null: there is none. */
export function chromiumPath(): string | null {
  const named = process.env['CHROMIUM_PATH'] ?? ''
  if (named !== '') return existsSync(named) ? named : null
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path)) ?? null
}
