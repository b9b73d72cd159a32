/** Stands in a value in place of a template; no name, tag or digest holds it. */
export const placeholder = '\uE000'

interface Span {
  readonly start: number
  readonly end: number
}

/** Where templates stand. Each part of the text is searched once for an end, so that it takes time in proportion to it. */
function spansOf(text: string): Span[] {
  const spans: Span[] = []
  let from = 0
  let commentsEnd = true
  for (const { index, 0: open } of text.matchAll(/\{[{%]/g)) {
    if (index < from) continue
    const isComment = open === '{{' && /^\{\{-?\s{0,20}\/\*/.test(text.slice(index, index + 30))
    if (isComment) {
      const last: number = commentsEnd ? text.indexOf('*/', index) : -1
      const close: number = last === -1 ? -1 : text.indexOf('}}', last)
      commentsEnd = close !== -1
      if (close === -1) continue
      spans.push({ start: index, end: close + 2 })
      from = close + 2
      continue
    }
    const newLine = text.indexOf('\n', index)
    const lineEnd = newLine === -1 ? text.length : newLine
    const close = text.slice(index, lineEnd).indexOf(open === '{{' ? '}}' : '%}')
    // Where it has no end in its line, nothing that follows there has.
    if (close === -1) from = lineEnd
    else {
      spans.push({ start: index, end: index + close + 2 })
      from = index + close + 2
    }
  }
  return spans
}

function isNothingElse(line: string): boolean {
  const hash = line.indexOf('#')
  const said = hash === -1 ? line : line.slice(0, hash)
  return said.includes(placeholder) && said.replaceAll(placeholder, '').trim() === ''
}

/**
 * Takes templates (`{{ … }}`, `{% … %}`) out of a text, line for line, so that what stands beside them can be read: a line
 * of nothing else becomes empty, a template in a value becomes the placeholder.
 */
export function withoutTemplates(text: string): string {
  if (!text.includes('{{') && !text.includes('{%')) return text
  const kept: string[] = []
  let at = 0
  for (const { start, end } of spansOf(text)) {
    kept.push(text.slice(at, start), text.slice(start, end).replaceAll(/[^\n]+/g, placeholder))
    at = end
  }
  kept.push(text.slice(at))
  const lines = kept.join('').split('\n')
  return lines.map((line) => (isNothingElse(line) ? '' : line)).join('\n')
}
