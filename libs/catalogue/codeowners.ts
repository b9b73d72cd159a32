import picomatch from 'picomatch'

/** Whose rules a CODEOWNERS file follows; they read patterns and sections differently. */
export type CodeownersDialect = 'github' | 'gitlab'

interface Entry {
  readonly matches: (path: string) => boolean
  /** Empty: nobody. Null: taken out of its section. */
  readonly owners: readonly string[] | null
}

/** GitHub files have one nameless section; in GitLab each section names owners of its own. */
interface Section {
  readonly name: string
  readonly owners: readonly string[]
  readonly entries: Entry[]
}

/** A line that a reader of the dialect would leave out. */
export interface UnreadLine {
  readonly line: number
  readonly text: string
  readonly reason: string
}

export interface Codeowners {
  readonly sections: readonly Section[]
  readonly unread: readonly UnreadLine[]
}

/** Only * and ? (and […] in GitLab) mean something in these files. */
const options = { dot: true, nobrace: true, noextglob: true, nonegate: true } as const
const plain = (pattern: string, special: RegExp): string => pattern.replaceAll(special, '\\$&')

/**
 * GitHub reads patterns as .gitignore does, case-sensitively, but for `folder/*`, which stays within the folder; there is
 * no `!` and no `[…]`. A pattern with a slash that is not its last character begins at the root.
 */
function githubMatcher(pattern: string): (path: string) => boolean {
  const bare = pattern.replace(/^\//, '').replace(/\/$/, '')
  const rooted = pattern.replace(/\/$/, '').includes('/') && !bare.startsWith('**/')
  const from = rooted ? bare : `**/${bare.replace(/^(?:\*\*\/)+/, '')}`
  const isFolder = pattern.endsWith('/')
  const staysWithin = /[^*]\/\*$/.test(from) && rooted
  const itself = isFolder ? [] : [from]
  const below = staysWithin ? [] : [`${from}/**/*`]
  return picomatch(
    [...itself, ...below].map((glob) => plain(glob, /[()[\]{}+|^$!@]/g)),
    options,
  )
}

/** GitLab matches whole paths: what ends without a slash is a file; what begins without one stands anywhere. */
function gitlabMatcher(pattern: string): (path: string) => boolean {
  const whole = plain(pattern.endsWith('/') ? `${pattern}**/*` : pattern, /[(){}+|$!@]/g)
  return picomatch(whole.startsWith('/') ? whole.slice(1) : `**/${whole}`, options)
}

/** The words of a line: spaces in a pattern are escaped with a backslash. */
function wordsOf(line: string): string[] {
  return (line.match(/(?:\\.|[^\s\\])+/g) ?? []).map((word) => word.replaceAll(/\\([\s#])/g, '$1'))
}

const owner = /^(?:@{1,2}[\w.-]+(?:\/[\w.-]+)*|[^@\s]+@[^@\s]+\.[^@\s]+)$/

function githubLine(text: string): { readonly entry: Entry } | { readonly reason: string } {
  const [pattern = '', ...words] = wordsOf(text.replace(/(?<=\s)#.*$/, ''))
  if (pattern.startsWith('!')) return { reason: 'GitHub knows no exceptions (!).' }
  if (/[[\]]/.test(pattern)) return { reason: 'GitHub knows no ranges of characters ([…]).' }
  const stranger = words.find((word) => !owner.test(word))
  if (stranger !== undefined) return { reason: `${stranger} is no owner: @user, @organisation/team or an address.` }
  return { entry: { matches: githubMatcher(pattern), owners: words } }
}

const sectionHead = /^\^?\[([^\]]+)\](?:\[(\d+)\])?(?:\s+(.*))?$/

function gitlabEntry(text: string, section: Section): Entry {
  const [pattern = '', ...words] = wordsOf(text)
  if (pattern.startsWith('!')) return { matches: gitlabMatcher(pattern.slice(1)), owners: null }
  const owners = words.filter((word) => owner.test(word))
  return { matches: gitlabMatcher(pattern), owners: owners.length > 0 ? owners : section.owners }
}

function readGithub(lines: readonly string[]): Codeowners {
  const section: Section = { name: '', owners: [], entries: [] }
  const unread: UnreadLine[] = []
  lines.forEach((text, at) => {
    const read = githubLine(text)
    if ('entry' in read) section.entries.push(read.entry)
    else unread.push({ line: at + 1, text, reason: read.reason })
  })
  return { sections: [section], unread }
}

function readGitlab(lines: readonly string[]): Codeowners {
  let section: Section = { name: '', owners: [], entries: [] }
  const sections = [section]
  for (const text of lines) {
    if (text === '') continue
    const head = sectionHead.exec(text)
    if (head === null) {
      section.entries.push(gitlabEntry(text, section))
      continue
    }
    const [, name = '', , defaults = ''] = head
    const owners = wordsOf(defaults).filter((word) => owner.test(word))
    const known = sections.find((each) => each.name.toLowerCase() === name.toLowerCase())
    // A section of the same name goes on, with the owners that its new head gives.
    section = { name, owners, entries: known?.entries ?? [] }
    if (known === undefined) sections.push(section)
  }
  return { sections, unread: [] }
}

/** Reads a CODEOWNERS file; pure. What its host would leave out is left out, and told. */
export function readCodeowners(text: string, dialect: CodeownersDialect): Codeowners {
  const lines = text.split(/\r?\n/).map((line) => (/^\s*#/.test(line) ? '' : line.trim()))
  if (dialect === 'gitlab') return readGitlab(lines)
  const { sections, unread } = readGithub(lines)
  return { sections, unread: unread.filter(({ text: line }) => line !== '') }
}

/**
 * Who owns a file, by its path from the root of the repository. In a section the last pattern that matches decides; the
 * sections of GitLab each add their owners.
 */
export function ownersOf({ sections }: Codeowners, path: string): string[] {
  const owners = sections.flatMap(({ entries }) => {
    const matching = entries.filter((entry) => entry.matches(path))
    if (matching.some((entry) => entry.owners === null)) return []
    return matching.at(-1)?.owners ?? []
  })
  return [...new Set(owners)]
}

/** Who owns the part of a repository that globs mean: the owners of a file of no special kind in the folder of each. */
export function ownersOfGlobs(codeowners: Codeowners, globs: readonly string[]): string[] {
  const folders = globs.length === 0 ? [''] : globs.map((glob) => picomatch.scan(glob).base)
  const owners = folders.map((folder) => ownersOf(codeowners, folder === '' ? 'file' : `${folder}/file`))
  return [...new Set(owners.flat())]
}
