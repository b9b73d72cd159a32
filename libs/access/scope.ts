import type { Embed } from './embed.ts'

/** What a token may be given. `admin` implies all, `ingest:*` implies `ingest`. */
export const scopes = ['ingest', 'ingest:*', 'read', 'import', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** What a caller may want to do. `readRegistered`: read what a document of ours asks, and no other. */
export type Action = 'ingest' | 'ingestAnySource' | 'import' | 'read' | 'readRegistered' | 'administer'

/** What a token may be given, and what only we let somebody hold: an embed, or a badge that we draw ourselves. */
type Held = Scope | 'registered'

/** Who asks: a token, or the preset admin token (`tokenId` null), or the holder of an embed. */
export interface Viewer {
  readonly tokenId: number | null
  /** The source that the token belongs to. */
  readonly source: string
  readonly scopes: ReadonlySet<Held>
  /** The embed whose token was shown; left out: it was no embed's. */
  readonly embed?: Embed
}

const grants: Readonly<Record<Action, readonly Held[]>> = {
  ingest: ['ingest', 'ingest:*', 'admin'],
  ingestAnySource: ['ingest:*', 'admin'],
  import: ['import', 'admin'],
  read: ['read', 'admin'],
  readRegistered: ['registered', 'read', 'admin'],
  administer: ['admin'],
}

/** The one policy: whether a viewer may do it. Nobody (null) may do nothing. */
export function may(viewer: Viewer | null, action: Action): boolean {
  return viewer !== null && grants[action].some((scope) => viewer.scopes.has(scope))
}

/** The scopes that let somebody do it, the narrowest first: for messages. */
export function scopesFor(action: Action): readonly Scope[] {
  return grants[action].filter((held): held is Scope => held !== 'registered')
}

/** Whether a text is a scope. */
export function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text)
}

/** The holder of the preset admin token (`LEADLINE_TOKEN`): admin of source `api`. */
export const presetAdmin: Viewer = { tokenId: null, source: 'api', scopes: new Set(['admin']) }

/** Who holds an embed: whoever sees the page that it is in. */
export function embedViewer(embed: Embed): Viewer {
  return { tokenId: null, source: 'embed', scopes: new Set(['registered']), embed }
}

/** We ourselves, to draw what is public: by documents of ours alone. */
export const publicViewer: Viewer = { tokenId: null, source: 'badge', scopes: new Set(['registered']) }

/** The process itself, where it reads what it tells others regularly. */
export const ownReader: Viewer = { tokenId: null, source: 'leadline', scopes: new Set(['read']) }
