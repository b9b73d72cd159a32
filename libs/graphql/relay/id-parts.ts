import { Refusal } from '../refusal.ts'
import { type NodeTypeName, parseGlobalId } from './global-id.ts'

/**
 * The parts of an id that must be of one type.
 *
 * @throws Refusal BAD_ID
 */
export function partsOf(id: string, type: NodeTypeName, field: string): readonly string[] {
  const parsed = parseGlobalId(id)
  if (parsed === null) {
    throw new Refusal('BAD_ID', `\`${field}\` is not an id of this API; hand back an \`id\` as it came.`, { field })
  }
  if (parsed.type !== type) {
    throw new Refusal('BAD_ID', `\`${field}\` is the id of a ${parsed.type}, where one of a ${type} belongs.`, {
      field,
    })
  }
  return parsed.parts
}
