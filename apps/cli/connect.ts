import { sealSetup } from '#access/app-setup'
import { isNameFree } from '#storage/stores/webhook-sources'
import { secretBox } from './secret-box.ts'
import { print, printJson, say } from './terminal.ts'
import { withDatabase } from './with-database.ts'

export interface ConnectOptions {
  readonly url: string
  readonly organization?: string
  readonly api?: string
  readonly json?: boolean
}

/** `leadline source connect github NAME`. */
export async function runConnect(system: string, name: string, options: ConnectOptions): Promise<void> {
  if (system !== 'github') throw new Error(`Only github is connected so; ${system} is not.`)
  const now = Date.now()
  if (!(await withDatabase((db) => isNameFree(db, system, name))))
    throw new Error(`There is a source ${name} already. See: npx leadline source list`)
  const { url: publicUrl, organization = null, api = 'https://api.github.com' } = options
  const state = await sealSetup(secretBox(), { source: name, publicUrl, api, organization }, now)
  const url = `${publicUrl}/setup/github?state=${state}`
  if (options.json === true) return printJson({ url })
  print(url)
  say('Open it within an hour, signed in at GitHub; whoever has it may register the App, so do not pass it on.')
}
