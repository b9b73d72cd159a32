import * as z from 'zod'

const Api = z.object({
  url: z.url({ protocol: /^https?$/ }),
  /** It may lead to an address of a private network, or of this machine. */
  allowPrivate: z.boolean().default(false),
  /** It may be asked without encryption, where everybody on the way can read the token. */
  allowHttp: z.boolean().default(false),
})
/** How the API of a system is asked, beside what it delivers by itself. */
export type ApiSettings = z.infer<typeof Api>

const Settings = z.object({ api: Api })

/** How the API is asked, of the settings of a source as they are stored; null where it is not. */
export function readApiSettings(settings: unknown): ApiSettings | null {
  const read = Settings.safeParse(settings)
  return read.success ? read.data.api : null
}

/** An address of an API as a user wrote it, without what it needs not; or why it is none. */
export function apiAddress(sent: string, allowHttp: boolean): { readonly url: string } | { readonly refused: string } {
  if (!URL.canParse(sent)) return { refused: 'This is no address; write it as https://HOST' }
  const url = new URL(sent)
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { refused: 'Only https is asked; write the address as https://HOST' }
  if (url.protocol === 'http:' && !allowHttp)
    return { refused: 'http shows the token to everybody on the way; if that is meant: --allow-http' }
  if (url.username !== '' || url.password !== '')
    return { refused: 'A token belongs into a file (--token-file FILE), not into the address.' }
  return { url: `${url.origin}${url.pathname}`.replace(/\/+$/, '') }
}
