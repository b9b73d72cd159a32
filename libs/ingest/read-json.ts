import { isUtf8 } from 'node:buffer'
import type { Refusal } from '#sources/events/error-codes'

/** No event nests deeper than a few levels; parsing and printing deep values costs more than their bytes. */
const deepest = 64

const quote = 0x22
const backslash = 0x5c

/** Whether brackets nest deeper than allowed; looks at bytes only, so that nothing is built before it is known. */
function nestsTooDeep(bytes: Buffer): boolean {
  let depth = 0
  let inText = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (inText) {
      if (byte === backslash) at++
      else if (byte === quote) inText = false
      continue
    }
    if (byte === quote) inText = true
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > deepest) return true
    } else if (byte === 0x5d || byte === 0x7d) depth--
  }
  return false
}

export type ReadJson = { readonly value: unknown; readonly refusal: null } | { readonly refusal: Refusal }

function malformed(message: string): ReadJson {
  return { refusal: { code: 'MALFORMED_JSON', field: null, message } }
}

/** One JSON value from bytes, or why it is none. Never throws; what is nested absurdly deep is never built. */
export function readJson(bytes: Buffer): ReadJson {
  if (!isUtf8(bytes)) return malformed('The text is not UTF-8; send UTF-8.')
  if (nestsTooDeep(bytes)) {
    const message = `Values are nested more than ${deepest} deep; no event needs that.`
    return { refusal: { code: 'TOO_DEEP', field: null, message } }
  }
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  try {
    return { value: JSON.parse(bytes.toString('utf8', hasMark ? 3 : 0)), refusal: null }
  } catch (error) {
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    const where = position === undefined ? '' : ` (at character ${position})`
    return malformed(`This is not one valid JSON value${where}.`)
  }
}
