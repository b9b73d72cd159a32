/** What the document of definitions asks for. */
import type { MeasureName } from '../libs/reports/measures.ts'
import type { PresetName } from './preset-answers.ts'

type StatedRules = Readonly<
  Record<
    MeasureName,
    { readonly definition: { readonly preset: PresetName; readonly text: string; readonly rulesVersion: string } }
  >
>

/** What each number counts, as the server states it with the numbers of any service. */
export interface DefinitionsAnswer {
  readonly services: {
    readonly nodes: readonly { readonly metrics: StatedRules; readonly definitions: readonly StatedRules[] }[]
  }
}
