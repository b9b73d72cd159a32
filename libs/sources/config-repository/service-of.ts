import { placeholder } from './templates.ts'
import { shortImage } from '#domain/naming/image-name'
import { namesService, withoutEnvironment } from '#domain/naming/service-word'
import type { ImageReference } from './image-reference.ts'

/** Names that a reference's service may have. */
export interface ServiceNames {
  /** What it is called when nothing else is called so. */
  readonly first: string
  /** What tells it apart from another of the same name, the most telling first. */
  readonly apart: readonly string[]
}

function mayName(name: string): boolean {
  return namesService(name) && !name.includes(placeholder)
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)]
}

/**
 * Names for the service of a reference: those inside the file (image, path of values, variable, release), then those of
 * the path from its end. An image's own name comes first, because it is mostly the repository's too; general words such
 * as `app` or `values` are passed over.
 *
 * @param rest of the path, without environment and placement.
 * @returns null where no name tells the service.
 */
export function serviceNamesOf(reference: ImageReference, rest: readonly string[]): ServiceNames | null {
  const { image, names, form } = reference
  const [stem, ...folders] = rest.toReversed()
  const ofPath = [...(stem === undefined ? [] : [stem]), ...folders].map(withoutEnvironment).filter(mayName)
  const inside = names.map((name) => (name === (image && shortImage(image)) ? name : withoutEnvironment(name)))
  const [first] = [...inside.filter(mayName), ...ofPath]
  if (first === undefined) return null
  // Files of one folder that run one image are workloads of one service; each file of values is a service.
  const telling = form === 'MANIFEST' ? folders.map(withoutEnvironment).filter(mayName) : ofPath
  const longer = image === undefined ? [] : [shortImage(image, 2)]
  return { first, apart: distinct([...longer, ...telling].filter((name) => name !== first)) }
}
