import * as z from 'zod'
import { fitsPattern } from '#domain/naming/reconciled-place'
import type { Statement, Translation } from './source.ts'

const Text = z.string().trim().min(1).max(300)

/** A rule of one source of flags: which switches it fits, and what it says of them. In patterns `*` stands for any text. */
export const FlagRule = z.strictObject({
  /** Key of the flag. */
  key: Text.optional(),
  /** Project that it is in, as the tool calls it. */
  project: Text.optional(),
  tag: Text.optional(),
  /** Environment, as the tool calls it. */
  in: Text.optional(),
  service: Text.optional(),
  environment: Text.optional(),
  /** Of what it fits nothing is told. */
  ignore: z.boolean().optional(),
})
export type FlagRule = z.infer<typeof FlagRule>

export const flagPatterns = ['key', 'project', 'tag', 'in'] as const
export const flagSayings = ['service', 'environment', 'ignore'] as const

const Settings = z.object({
  environment: Text.optional().catch(undefined),
  rules: z.array(z.unknown()).catch([]),
})

/** What the source of a flag tool is set to. */
export interface FlagSettings {
  /** Of all that it tells; left out: as the tool calls it. */
  readonly environment?: string | undefined
  readonly rules: readonly FlagRule[]
}

/** Settings as they are stored; a rule of which a part cannot be read says nothing at all. */
export function readFlagSettings(stored: unknown): FlagSettings {
  const read = Settings.safeParse(stored ?? {})
  if (!read.success) return { rules: [] }
  const rules = read.data.rules.flatMap((rule) => {
    const parsed = FlagRule.safeParse(rule)
    return parsed.success ? [parsed.data] : []
  })
  return { environment: read.data.environment, rules }
}

/** A flag that was switched, as its tool tells it. */
export interface Switched {
  /** The same whenever it is told. */
  readonly id: string | undefined
  readonly key: string
  readonly environment: string
  readonly project: string | null
  readonly tags: readonly string[]
  /** ISO 8601. */
  readonly at: string
  readonly enabled: boolean
  readonly reason: string | null
}

function fits(rule: FlagRule, { key, project, tags, environment }: Switched): boolean {
  if (rule.key !== undefined && !fitsPattern(rule.key, key)) return false
  if (rule.project !== undefined && !fitsPattern(rule.project, project ?? '')) return false
  if (rule.tag !== undefined && !tags.some((tag) => fitsPattern(rule.tag ?? '', tag))) return false
  return rule.in === undefined || fitsPattern(rule.in, environment)
}

/** What the switch becomes, by the first rules that fit and say something of it; a flag of no known service is told all the same. */
function statementOf(switched: Switched, { environment, rules }: FlagSettings): Statement | null {
  const fitting = rules.filter((rule) => fits(rule, switched))
  if (fitting.find((rule) => rule.ignore !== undefined)?.ignore === true) return null
  const service = fitting.find((rule) => rule.service !== undefined)?.service
  return {
    type: 'flag',
    ...(switched.id !== undefined && { id: switched.id }),
    key: switched.key,
    environment:
      fitting.find((rule) => rule.environment !== undefined)?.environment ?? environment ?? switched.environment,
    at: switched.at,
    enabled: switched.enabled,
    ...(service !== undefined && { service }),
    ...(switched.reason !== null && switched.reason.trim() !== '' && { reason: switched.reason.slice(0, 5_000) }),
  }
}

/** Switches in the words of the event contract. */
export function translatedSwitches(switches: readonly Switched[], settings: unknown): Translation {
  const read = readFlagSettings(settings)
  const statements = switches.flatMap((switched) => statementOf(switched, read) ?? [])
  if (statements.length === 0) return { ignored: 'a rule of the source says that it is ignored' }
  return { statements }
}
