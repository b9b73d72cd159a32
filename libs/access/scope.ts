/** What a token may be given. `admin` implies all, `ingest:*` implies `ingest`. */
export const scopes = ['ingest', 'ingest:*', 'read', 'import', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** What a caller may want to do. */
export type Action = 'ingest' | 'ingestAnySource' | 'import' | 'read' | 'administer'

/** Who asks: a token, or the preset admin token (`tokenId` null). */
export interface Viewer {
  readonly tokenId: number | null
  /** The source that the token belongs to. */
  readonly source: string
  readonly scopes: ReadonlySet<Scope>
}

const grants: Readonly<Record<Action, readonly Scope[]>> = {
  ingest: ['ingest', 'ingest:*', 'admin'],
  ingestAnySource: ['ingest:*', 'admin'],
  import: ['import', 'admin'],
  read: ['read', 'admin'],
  administer: ['admin'],
}

/** The one policy: whether a viewer may do it. Nobody (null) may do nothing. */
export function may(viewer: Viewer | null, action: Action): boolean {
  return viewer !== null && grants[action].some((scope) => viewer.scopes.has(scope))
}

/** The scopes that let somebody do it, the narrowest first: for messages. */
export function scopesFor(action: Action): readonly Scope[] {
  return grants[action]
}

/** Whether a text is a scope. */
export function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text)
}

/** The holder of the preset admin token (`LEADLINE_TOKEN`): admin of source `api`. */
export const presetAdmin: Viewer = { tokenId: null, source: 'api', scopes: new Set(['admin']) }
