import { type Document, isMap, isNode, isPair, isScalar, type LineCounter } from 'yaml'

export interface Place {
  readonly line: number
  readonly column: number
}

/** Where the parts of a YAML document stand in its text. */
export class PlaceInFile {
  readonly #document: Document
  readonly #lines: LineCounter

  constructor(document: Document, lines: LineCounter) {
    this.#document = document
    this.#lines = lines
  }

  ofOffset(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }

  /** Of the value at a path, or of the nearest that is there and holds it. */
  ofValue(path: readonly PropertyKey[]): Place {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? this.#document.contents : this.#document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return this.ofOffset(node.range[0])
    }
    return this.ofOffset(0)
  }

  /** Of a key in the object at a path. */
  ofKey(path: readonly PropertyKey[], key: string): Place {
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true)
    if (isMap(node)) {
      for (const pair of node.items) {
        if (!isPair(pair) || !isScalar(pair.key) || String(pair.key.value) !== key || !pair.key.range) continue
        return this.ofOffset(pair.key.range[0])
      }
    }
    return this.ofValue(path)
  }
}
