/** A statement as JSON of the event contract; whoever takes it validates it there, whatever source it came from. */
export type Statement = Readonly<Record<string, unknown>>

/** What a delivery says: statements, or why it says nothing about delivery. */
export type Translation = { readonly statements: readonly unknown[] } | { readonly ignored: string }

/** A system that sends, and how its words are put into ours. */
export interface Source {
  /** Name of its folder. */
  readonly id: string
  readonly title: string
  /** Pure. Never throws on a parsed JSON value; what it cannot read is ignored with a reason. */
  readonly translate: (body: unknown) => Translation
}
