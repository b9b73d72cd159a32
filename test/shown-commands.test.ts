import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { sourceFiles } from './support/source-files.ts'

const files = sourceFiles('.ts').filter(({ path }) => /^(apps|libs|dashboards)\//.test(path))

const commands = files
  .filter(({ path }) => path.startsWith('apps/cli/'))
  .flatMap(({ text }) => [...text.matchAll(/\.command\('([a-z]+)'/g)].map(([, name]) => name))

/** Texts of a file as they are shown, with `{}` where something is put in. */
function textsOf(path: string, text: string): string[] {
  const texts: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) texts.push(node.text)
    if (ts.isTemplateExpression(node))
      texts.push([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('{}'))
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest))
  return texts
}

const bare = new RegExp(String.raw`(?<!npx )\bleadline (?:--?[a-z]|(?:${commands.join('|')})\b(?! (?:reads|secrets)))`)
/** Something is put into a command without the function that quotes it. */
const unquoted = /npx leadline [^<>`.,;:\n]*\{\}/

const badly = (text: string): boolean => bare.test(text) || unquoted.test(text)

describe('commands that are shown', () => {
  it('can be pasted in a clone, and quote what is put into them', () => {
    expect(commands).toContain('unattributed')
    const found = files.flatMap(({ path, text }) =>
      textsOf(path, text)
        .filter(badly)
        .map((shown) => `${path}: ${shown}`),
    )
    expect(found).toEqual([])
  })

  it.each([
    "throw new Error('See: leadline source list')",
    'say(`To do it: npx leadline apply ${file}`)',
    "help('(leadline --help lists the commands)')",
    "help('leadline export | npx leadline import -')",
  ])('would be found: %s', (code) => {
    expect(textsOf('x.ts', code).some(badly)).toBe(true)
  })
})
