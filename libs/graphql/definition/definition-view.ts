import { HOUR, type Milliseconds } from '#domain/instant'
import { type Rules, rulesVersion } from '#domain/rules'
import { type Definition, defaultDefinition, definitionOf, presetDefinitions } from '#metrics/definition'
import { Refusal } from '../refusal.ts'
import type { DefinitionInput } from './definition.input.ts'
import type { DefinitionType } from './definition.type.ts'

/** How to measure, and whether that needs histories of its own. */
export interface Asked {
  readonly definition: Definition
  /** Rules of blame other than those that the tables were made by; null where the tables hold the answer. */
  readonly rules: Partial<Rules> | null
}

export function definitionView(definition: Definition, text: string): DefinitionType {
  const { preset, unit, start, arrival, kinds } = definition
  return { preset, unit, start, arrival, kinds, text, rulesVersion }
}

function refuse(field: string, message: string): never {
  throw new Refusal('BAD_DEFINITION', message, { field: `definition.${field}` })
}

function blameWindowOf(hours: number | null | undefined): Milliseconds | null {
  if (hours === null || hours === undefined) return null
  if (!Number.isFinite(hours) || hours < 0 || hours > 24 * 90) {
    refuse('blameWindowHours', `\`blameWindowHours\` is ${hours}; give 0 to 2160 hours.`)
  }
  return Math.round(hours * HOUR)
}

/** Tables are made by the rule that every definition has by default. */
function rulesOf({ blame, blameWindow, failureSigns }: Definition, isWindowGiven: boolean): Partial<Rules> | null {
  const isOther = blame !== defaultDefinition.blame
  if (!isOther && !isWindowGiven && failureSigns === null) return null
  return {
    ...(isOther && { blame }),
    ...(isWindowGiven && { blameWindow }),
    ...(failureSigns !== null && { failureSigns }),
  }
}

/** What other systems would have been told, which may be chosen beside their presets. */
const choosable: ReadonlySet<string> = new Set(['preset', 'kinds', 'authorship', 'labels'])

/** Only links of LOW confidence rest on the window of blame: to ask for it and not for them, or the reverse, is no question. */
function checkBlame({ minimumConfidence, blameWindowHours: hours }: DefinitionInput): void {
  if (minimumConfidence === null || minimumConfidence === undefined || hours === null || hours === undefined) return
  if (hours === 0 && minimumConfidence === 'LOW')
    refuse(
      'blameWindowHours',
      '`minimumConfidence` LOW asks for blame by time alone, and `blameWindowHours` 0 for none. Leave one of them out.',
    )
  if (hours > 0 && minimumConfidence !== 'LOW')
    refuse(
      'blameWindowHours',
      `\`minimumConfidence\` ${minimumConfidence} leaves blame by time alone out, which is all that \`blameWindowHours\` bounds. Leave one of them out.`,
    )
}

/** How another system counts is its own: what would change that contradicts the preset, unless it says the same. */
function checkPreset(input: DefinitionInput): void {
  const preset = input.preset ?? 'LEADLINE'
  if (preset === 'LEADLINE') return
  // Of these systems only Datadog looks back from a rollback as we do.
  const blame = preset === 'DATADOG' ? defaultDefinition.blame : null
  const rules: Readonly<Record<string, unknown>> = { ...presetDefinitions[preset], blame }
  for (const [field, asked] of Object.entries(input)) {
    if (choosable.has(field) || asked === null || asked === undefined || asked === rules[field]) continue
    refuse(
      field,
      `\`${field}\` contradicts the preset ${preset}, whose system has its own rule. Leave it out, or take the preset LEADLINE; beside ${preset} only \`kinds\`, \`authorship\` and \`labels\` may be chosen.`,
    )
  }
}

/**
 * The definition that was asked for.
 *
 * @throws Refusal BAD_DEFINITION for what contradicts itself
 */
export function definitionFrom(input: DefinitionInput | null | undefined): Asked {
  if (input === null || input === undefined) return { definition: defaultDefinition, rules: null }
  checkPreset(input)
  for (const field of ['kinds', 'authorship', 'labels', 'failureSigns', 'reworkReasons'] as const) {
    if (input[field]?.length === 0)
      refuse(field, `\`${field}\` is empty, so nothing could be counted; name some, or leave it out.`)
  }
  if (input.unit === 'COMMIT' && input.start && input.start !== 'FIRST_COMMIT' && input.start !== 'COMMITTED') {
    refuse(
      'start',
      `With unit COMMIT lead time begins with the commit itself; ${input.start} belongs to a request. Leave \`start\` out, or take unit CHANGE.`,
    )
  }
  const blameWindow = blameWindowOf(input.blameWindowHours)
  checkBlame(input)
  const { unit, start, arrival, kinds, authorship, excludeWeekend, failedOutcomes, minimumConfidence, labels, blame } =
    input
  const definition = definitionOf({
    preset: input.preset,
    unit,
    start,
    arrival,
    kinds: kinds ? [...new Set(kinds)] : null,
    authorship,
    excludeWeekend,
    failedOutcomes,
    minimumConfidence,
    labels,
    blame,
    blameWindow,
    reworkReasons: input.reworkReasons ? [...new Set(input.reworkReasons)] : null,
    failureSigns: input.failureSigns ? [...new Set(input.failureSigns)] : null,
  })
  return { definition, rules: rulesOf(definition, blameWindow !== null) }
}
