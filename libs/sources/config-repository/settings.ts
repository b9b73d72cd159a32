import * as z from 'zod'
import type { WalkState } from './config-walk.ts'
import { type FlagFiles, flagFiles } from './flag-files.ts'
import { type ContentPattern, contentPattern } from './content-pattern.ts'
import { type PlaceRule, placeRule } from './place-rule.ts'

/** What the references of some files, or of an image, belong to; the first rule that says it wins. */
const StatedRule = z.strictObject({
  path: z.string().optional(),
  image: z.string().optional(),
  service: z.string().optional(),
  environment: z.string().optional(),
  placement: z.string().optional(),
  ignore: z.boolean().optional(),
})

/** Lines of a form of one's own. */
const StatedPattern = z.strictObject({ path: z.string().optional(), line: z.string() })

/** Files that hold flags. */
const StatedFlags = z.strictObject({
  path: z.string(),
  service: z.string().optional(),
  environment: z.string().optional(),
})

/** How the files of a configuration repository are to be understood where discovery errs; as a user writes it. */
export const ConfigRules = z.strictObject({
  /** Environment of what tells none. */
  environment: z.string().optional(),
  rules: z.array(StatedRule).max(1_000).default([]),
  patterns: z.array(StatedPattern).max(100).default([]),
  /** Left out, and not empty, where there are none: what was told without them stands. */
  flags: z.array(StatedFlags).max(100).optional(),
})
export type ConfigRules = z.infer<typeof ConfigRules>

/** What a configuration repository that a server reads is set to; everything but its address has a default. */
export const ConfigRepositorySettings = z.object({
  /** Without credentials. */
  url: z.string(),
  /** The address may be a folder of the machine: only who has the machine may say so. */
  allowFile: z.boolean().default(false),
  /** Left out: the default branch. */
  branch: z.string().optional(),
  understood: ConfigRules.prefault({}),
})
export type ConfigRepositorySettings = z.infer<typeof ConfigRepositorySettings>

/** How far the deployed line of a configuration repository was read. */
export const ConfigProgress = z.object({
  tip: z.string(),
  walk: z.custom<WalkState>((value) => typeof value === 'object' && value !== null && 'files' in value),
  /** In which way it was told: in another way, or with other repositories to find commits in, it is told anew. */
  way: z.string(),
  readWholeAt: z.number(),
  /** Bumps of which no commit was found since then. */
  unresolved: z.number(),
  /** Sources of repositories that could not be read when a bump's commit was not found. */
  lacked: z.array(z.string()),
  /** What could not be read or placed, by file. */
  gaps: z.array(z.object({ path: z.string(), text: z.string() })),
})
export type ConfigProgress = z.infer<typeof ConfigProgress>

/** Rules in the form in which they are applied. */
export interface Understanding {
  readonly environment: string | undefined
  readonly rules: readonly PlaceRule[]
  readonly patterns: readonly ContentPattern[]
  readonly flags: readonly FlagFiles[]
}

/** A rule that cannot be applied; the message says which and why. */
export class RuleRefused extends Error {
  readonly code = 'BAD_RULE'
  /** Where it stands, such as `['rules', 0]`; null where it is told in the message. */
  readonly path: readonly (string | number)[] | null

  constructor(message: string, path: readonly (string | number)[] | null = null) {
    super(message)
    this.name = 'RuleRefused'
    this.path = path
  }
}

/** What the parts of the file may hold, by the kind of part. */
export const fieldsOfRules = {
  file: Object.keys(ConfigRules.shape),
  rules: Object.keys(StatedRule.shape),
  patterns: Object.keys(StatedPattern.shape),
  flags: Object.keys(StatedFlags.shape),
} as const

function taken<T extends object>(
  what: 'rule' | 'pattern' | 'flag',
  made: readonly (T | { readonly refused: string })[],
): T[] {
  return made.map((one, index) => {
    if ('refused' in one) throw new RuleRefused(`${what} ${index + 1}: ${one.refused}`, [`${what}s`, index])
    return one
  })
}

/**
 * Makes rules ready to be applied.
 *
 * @throws RuleRefused where a pattern cannot be taken
 */
export function understandingOf({ environment, rules, patterns, flags = [] }: ConfigRules): Understanding {
  return {
    environment,
    rules: taken(
      'rule',
      rules.map((rule) => placeRule(onlyGiven(rule))),
    ),
    patterns: taken(
      'pattern',
      patterns.map((pattern) => contentPattern(onlyGiven(pattern))),
    ),
    flags: taken(
      'flag',
      flags.map((files) => flagFiles(onlyGiven(files))),
    ),
  }
}

type Given<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

/** Without what was left out. */
function onlyGiven<T extends object>(stated: T): Given<T> {
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)) as Given<T>
}
