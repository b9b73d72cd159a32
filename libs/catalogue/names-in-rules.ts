import type { CatalogueState } from '#domain/catalogue'
import { unknownInRule } from './alert-plan.ts'
import { knownNames, type NamesOfFile } from './known-names.ts'
import type { Contradiction } from './problem.ts'

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}
}

function entriesOf(file: unknown, section: string): readonly Fields[] {
  const entries = fieldsOf(file)[section]
  return Array.isArray(entries) ? entries.map(fieldsOf) : []
}

/** A list of names; empty where something in it is none. */
function namesIn(list: unknown): readonly string[] {
  return Array.isArray(list) && list.every((name) => typeof name === 'string') ? list : []
}

function named(entries: readonly Fields[]): { readonly name: string; readonly entry: Fields }[] {
  return entries.flatMap((entry) => (typeof entry['name'] === 'string' ? [{ name: entry['name'], entry }] : []))
}

/** Names that a file describes, as far as it can be read. */
function namesOf(file: unknown): NamesOfFile {
  return {
    services: named(entriesOf(file, 'services')).map(({ name, entry }) => ({
      name,
      aliases: namesIn(entry['aliases']),
      team: typeof entry['team'] === 'string' ? entry['team'] : null,
    })),
    teams: named(entriesOf(file, 'teams')).map(({ name }) => name),
    environments: named(entriesOf(file, 'environments')),
  }
}

/** Whom and what a rule names, as far as it can be read. */
function namingOf(rule: Fields): Parameters<typeof unknownInRule>[0] {
  const { environment } = rule
  return {
    name: '',
    services: namesIn(rule['services']),
    teams: namesIn(rule['teams']),
    environment: typeof environment === 'string' ? environment : 'production',
    channels: namesIn(rule['channels']),
  }
}

const sections = ['alerts', 'freezes', 'notify'] as const

/** Whether a file has rules at all, whose names can be looked up. */
export function hasRules(file: unknown): boolean {
  return sections.some((section) => entriesOf(file, section).length > 0)
}

/** What one rule that cannot be read as a whole names that nobody knows. */
export function unknownInUnreadRule(rule: object, present: CatalogueState): readonly Contradiction[] {
  return unknownInRule(namingOf(fieldsOf(rule)), knownNames(present, {}))
}

/** What the rules of a file that cannot be read as a whole name that nobody knows. */
export function unknownInUnread(file: unknown, present: CatalogueState): readonly Contradiction[] {
  const known = knownNames(present, namesOf(file))
  return sections.flatMap((section) =>
    entriesOf(file, section).flatMap((rule, at) =>
      unknownInRule(namingOf(rule), known).map(({ path, message }) => ({ path: [section, at, ...path], message })),
    ),
  )
}
