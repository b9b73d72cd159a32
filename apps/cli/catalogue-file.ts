import { readFile } from 'node:fs/promises'
import { text as textOf } from 'node:stream/consumers'
import { environmentRules } from '#attribution/environment-rules'
import { type CataloguePlan, type PlanContext, planCatalogue } from '#catalogue/plan'
import { hasRules, unknownInUnread } from '#catalogue/names-in-rules'
import { type CatalogueProblem, type Contradiction, pathText, problemText } from '#catalogue/problem'
import { byPlace, type CatalogueReading, placesOf, type ReadCatalogue, readCatalogue } from '#catalogue/read-catalogue'
import type { CatalogueState, EnvironmentRule, WantedCatalogue } from '#domain/catalogue'
import { readCatalogueState } from '#storage/stores/catalogue'
import { withExistingDatabase } from './with-database.ts'

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

/** What rules name that nobody knows; nothing where there is no database to look it up in. */
async function unknownNames(values: unknown): Promise<readonly Contradiction[]> {
  if (!hasRules(values)) return []
  try {
    return await withExistingDatabase(async (db) => unknownInUnread(values, await readCatalogueState(db)))
  } catch {
    // The mistakes of the file are told in any case; whoever mends them is told of the database then.
    return []
  }
}

/** All that is wrong with a file that cannot be read as a whole. */
async function withUnknownNames(
  text: string,
  { problems, values }: Extract<CatalogueReading, { readonly ok: false }>,
): Promise<readonly CatalogueProblem[]> {
  const told = new Set(problems.map(({ path }) => path))
  const placeOf = placesOf(text)
  const unknown = (await unknownNames(values)).map(({ path, message }) => ({
    ...placeOf(path),
    path: pathText(path),
    message,
  }))
  return [...problems, ...unknown.filter(({ path }) => !told.has(path))].toSorted(byPlace)
}

/**
 * The catalogue that a file asks for; `-` is standard input.
 *
 * @throws with one line for each problem: file, line, column, path, what is wrong and what is allowed.
 */
export async function catalogueIn(file: string): Promise<ReadCatalogue & Pick<PlanContext, 'placeText'>> {
  const text = await textIn(file)
  const read = readCatalogue(text)
  const name = file === '-' ? 'standard input' : file
  if (read.ok) {
    const placeOf = placesOf(text)
    const placeText = (path: readonly PropertyKey[]): string => {
      const { line, column } = placeOf(path)
      return `${name}:${line}:${column} ${pathText(path)}`
    }
    return { ...read, placeText }
  }
  const lines = (await withUnknownNames(text, read)).map((problem) => problemText(name, problem))
  throw new Error(
    `${lines.length === 1 ? 'One problem' : `${lines.length} problems`}; nothing was changed.\n${lines.join('\n')}`,
  )
}

/** What a file would change of a catalogue. */
export function planOf(present: CatalogueState, wanted: WantedCatalogue, context: PlanContext): CataloguePlan {
  const rulesOf = (rules: readonly EnvironmentRule[]) => {
    const ruleOf = environmentRules(rules)
    return (environment: string) => ruleOf({ name: environment })
  }
  return planCatalogue(present, wanted, rulesOf, context)
}

/** @throws with every problem of the plan. */
export function refuseProblems({ problems }: CataloguePlan): void {
  if (problems.length > 0) throw new Error(`The file cannot be applied; nothing was changed.\n${problems.join('\n')}`)
}
