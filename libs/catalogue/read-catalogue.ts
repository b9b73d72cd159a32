import { type Document, LineCounter, parseDocument } from 'yaml'
import type { WantedCatalogue } from '#domain/catalogue'
import { faultsBesideForm } from './faults-beside-form.ts'
import { catalogueFile } from './file-schema.ts'
import { problemsOfIssue } from './issue-problem.ts'
import { type Place, PlaceInFile } from './place-in-file.ts'
import { type CatalogueProblem, type Contradiction, pathText } from './problem.ts'
import { contradictionsOf } from './contradictions.ts'
import { wantedOf } from './wanted.ts'

/** A file as it was read: what it asks for, and how owners of files are called. */
export interface ReadCatalogue {
  readonly wanted: WantedCatalogue
  /** Names of teams by how CODEOWNERS and catalog-info.yaml call them. */
  readonly teamOfOwner: ReadonlyMap<string, string>
}

export type CatalogueReading =
  | ({ readonly ok: true } & ReadCatalogue)
  | {
      readonly ok: false
      readonly problems: readonly CatalogueProblem[]
      /** What the file holds; null where it is no YAML. */
      readonly values: unknown
    }

/** Longer texts are no catalogue. In UTF-16 code units. */
const longestText = 4 * 1_024 * 1_024

function syntaxProblems(document: Document, places: PlaceInFile): CatalogueProblem[] {
  return document.errors.map(({ code, message, pos }) => ({
    ...places.ofOffset(pos[0]),
    path: '',
    message:
      code === 'DUPLICATE_KEY' ? 'this field stands here twice; keep one of them.' : `this is no YAML: ${message}`,
  }))
}

/** The values of the document; null with a reason where aliases in it (`*name`) lead nowhere or explode. */
function valuesOf(document: Document): { readonly values: unknown } | { readonly reason: string } {
  try {
    return { values: document.toJS({ maxAliasCount: 100 }) as unknown }
  } catch (error) {
    return { reason: (error as Error).message }
  }
}

/** In the order of the file. */
export function byPlace(a: CatalogueProblem, b: CatalogueProblem): number {
  return a.line - b.line || a.column - b.column
}

/** The first problem of each value: what is empty is blank too. */
function refused(problems: readonly CatalogueProblem[], values: unknown = null): CatalogueReading {
  const byPath = new Map(problems.toReversed().map((problem) => [problem.path || `${problem.line}`, problem]))
  return { ok: false, problems: [...byPath.values()].toSorted(byPlace), values }
}

/** Reads a leadline.yaml; pure. Every problem that can be seen at once is told, each with its place. */
export function readCatalogue(text: string): CatalogueReading {
  const start = { line: 1, column: 1, path: '' }
  if (text.length > longestText) return refused([{ ...start, message: 'the file is longer than 4 MiB; split it.' }])
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const places = new PlaceInFile(document, lines)
  if (document.errors.length > 0) return refused(syntaxProblems(document, places))

  const read = valuesOf(document)
  if ('reason' in read) return refused([{ ...start, message: `this is no YAML: ${read.reason}` }])
  const parsed = catalogueFile.safeParse(read.values ?? {})
  const placed = ({ path, message }: Contradiction): CatalogueProblem => ({
    ...places.ofValue(path),
    path: pathText(path),
    message,
  })
  if (!parsed.success) {
    const ofForm = parsed.error.issues.flatMap((issue) => problemsOfIssue(issue, read.values, places))
    return refused([...ofForm, ...faultsBesideForm(read.values).map(placed)], read.values)
  }
  const contradictions: Contradiction[] = contradictionsOf(parsed.data)
  if (contradictions.length > 0) return refused(contradictions.map(placed), read.values)
  return { ok: true, ...wantedOf(parsed.data) }
}

/** Where the parts of a valid file stand, for who finds later that one cannot hold. */
export function placesOf(text: string): (path: readonly PropertyKey[]) => Place {
  const lines = new LineCounter()
  const places = new PlaceInFile(parseDocument(text, { lineCounter: lines, prettyErrors: false }), lines)
  return (path) => places.ofValue(path)
}
