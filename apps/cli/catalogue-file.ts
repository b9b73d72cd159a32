import { readFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import { environmentRules } from '#attribution/environment-rules'
import { type CataloguePlan, planCatalogue } from '#catalogue/plan'
import { problemText } from '#catalogue/problem'
import { type ReadCatalogue, readCatalogue } from '#catalogue/read-catalogue'
import type { CatalogueState, WantedCatalogue } from '#domain/catalogue'

export const usualFile = 'leadline.yaml'

async function textIn(file: string): Promise<string> {
  if (file === '-') return textOf(process.stdin)
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw new Error(`${file} cannot be read: ${error.message}`)
    throw new Error(
      `There is no ${file} here. Name another file, or write one: docs/catalogue.md says how, examples/catalogue/leadline.yaml is one.`,
    )
  })
}

/**
 * The catalogue that a file asks for; `-` is standard input.
 *
 * @throws with one line for each problem: file, line, column, path, what is wrong and what is allowed.
 */
export async function catalogueIn(file: string): Promise<ReadCatalogue> {
  const read = readCatalogue(await textIn(file))
  if (read.ok) return read
  const name = file === '-' ? 'standard input' : file
  const lines = read.problems.map((problem) => problemText(name, problem))
  throw new Error(
    `${lines.length === 1 ? 'One problem' : `${lines.length} problems`}; nothing was changed.\n${lines.join('\n')}`,
  )
}

/** What a file would change of a catalogue. */
export function planOf(present: CatalogueState, wanted: WantedCatalogue): CataloguePlan {
  return planCatalogue(present, wanted, (rules) => {
    const ruleOf = environmentRules(rules)
    return (environment) => ruleOf({ name: environment })
  })
}

/** @throws with every problem of the plan. */
export function refuseProblems({ problems }: CataloguePlan): void {
  if (problems.length > 0) throw new Error(`The file cannot be applied; nothing was changed.\n${problems.join('\n')}`)
}
