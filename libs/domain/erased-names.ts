/** What somebody was known by. */
export type ErasedKind = 'EMAIL' | 'LOGIN' | 'NAME'

/** In place of what was erased. */
export const erased = 'erased'
export const erasedEmail = 'erased@erased.invalid'

/** How names are compared: in small letters, blanks as one. */
export function normalName(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').toLowerCase()
}

/** The login in an address that a host gives in place of a person's own. */
const noreply = /^(?:\d+[+-])?([^@+]+)@users\.noreply\./

/** Bounded: of one long line every part would be looked at from each of its letters. */
const signature = /([^<>\n\r]{0,200})<([^<>\s@]{1,320}@[^<>\s@]{1,320})>/g
const mailbox = /(?<![^\s<>"'`(),;:[\]\\{}|])[^\s<>"'`(),;:[\]\\{}|@]{1,320}@[^\s<>"'`(),;:[\]\\{}|/@]{1,320}/g
const word = /[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}'\u2019.-]*/gu
const handle = /[\p{L}\p{N}_][\p{L}\p{N}_.-]*(?:\[bot\])?/gu
const pageOfPerson = /^(https?:\/\/[^/\s]+\/(?:users\/|@)?)([^/\s?#]+)\/?$/i

/** Fields in which somebody writes freely, where a login may stand between other words. */
const freeText = new Set(
  'message title description body text summary reason note content subject details headline'.split(' '),
)
/** Fields that hold the name of a person and nothing else. */
const ofPerson = new Set(
  'login username user_username user_login user_name user nickname display_name displayname author sender actor by'.split(
    ' ',
  ),
)
/** Fields by which numbers are found: what is called as somebody's login keeps its name. */
const ofThings = new Set(
  `id key type state status action sha service services environment repository repo full_name path path_with_namespace branch ref
  head_ref base_ref source_branch target_branch image tag digest version cluster namespace team url html_url web_url`.split(
    /\s+/,
  ),
)
/** Whose repository it is decides where its numbers stand: what is called so keeps its name. */
const ofPlaces = new Set(['owner', 'organization', 'group', 'namespace', 'project', 'repository', 'repo'])

/** Where in a value a text stands. */
interface Place {
  /** In small letters; of an entry of a list that of the list. */
  readonly key: string
  readonly isPerson: boolean
  readonly isOfPlace: boolean
  readonly isFree: boolean
}

const outermost: Place = { key: '', isPerson: false, isOfPlace: false, isFree: false }

interface Named {
  readonly name?: string
  readonly email?: string
  readonly login?: string
}

/** Words of a bot are kept, for they say what it is. */
function instead(text: string): string {
  return text.toLowerCase().endsWith('[bot]') ? `${erased}[bot]` : erased
}

function isLikePerson(value: object): boolean {
  return ['email', 'login', 'username', 'emailAddress', 'user_email'].some((field) => Object.hasOwn(value, field))
}

/** Those whom nothing may name any more, known by what only a hash is kept of. */
export class ErasedNames {
  /** Changes with every erasure; null: nobody was erased yet. */
  readonly version: string | null
  readonly #isErased: (kind: ErasedKind, normal: string) => boolean
  readonly #lengths: readonly number[]

  /** @param lengths how many words the erased names have */
  constructor(
    version: string | null,
    isErased: (kind: ErasedKind, normal: string) => boolean,
    lengths: readonly number[],
  ) {
    this.version = version
    this.#isErased = isErased
    this.#lengths = [...new Set(lengths)].filter((length) => length > 1)
  }

  /** Whether it names somebody who was erased; a bare name does only where nothing else is said of its bearer. */
  holds({ name, email, login }: Named): boolean {
    if (this.version === null) return false
    if (email !== undefined && this.#isEmail(email)) return true
    if (login !== undefined && this.#isErased('LOGIN', normalName(login))) return true
    if (email !== undefined || login !== undefined || name === undefined) return false
    return this.#isErased('NAME', normalName(name))
  }

  /** The text without them. `isFree`: a login may stand in it as a word. */
  text(text: string, isFree = false): string {
    if (this.version === null || text === '') return text
    const unsigned = !text.includes('@')
      ? text
      : text.replaceAll(signature, (whole: string, before: string, email: string) => {
          if (!this.#isEmail(email)) return whole
          const label = /^\s*[\w-]+:\s*/.exec(before)?.[0] ?? ''
          return `${label}${erased} <${erasedEmail}>`
        })
    const unaddressed = !text.includes('@')
      ? text
      : unsigned.replaceAll(mailbox, (email) => {
          const end = /[.!?]+$/.exec(email)?.[0] ?? ''
          return this.#isEmail(email.slice(0, email.length - end.length)) ? `${erasedEmail}${end}` : email
        })
    const unpaged = unaddressed.replace(pageOfPerson, (whole: string, host: string, login: string) =>
      this.#isErased('LOGIN', normalName(login)) ? `${host}${erased}` : whole,
    )
    const unnamed = this.#withoutNames(unpaged)
    return isFree ? this.#withoutLogins(unnamed) : unnamed
  }

  /** JSON of any shape without them; names of repositories and of places stay. The same value where nothing of it changes. */
  json<T>(value: T): T {
    return this.version === null ? value : (this.#json(value, outermost) as T)
  }

  /** An event as JSON of the contract without them in its texts; the people that it names by field stay. */
  event(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    if (this.version === null) return body
    const texts = ['message', 'title', 'reason', 'url', 'attributes']
    const changed = texts
      .filter((field) => body[field] !== undefined)
      .map(
        (field) => [field, this.#json(body[field], { ...outermost, key: field, isFree: freeText.has(field) })] as const,
      )
    return changed.every(([field, value]) => value === body[field]) ? body : { ...body, ...Object.fromEntries(changed) }
  }

  /** A text that may be JSON: its shape stays where it is. */
  body(text: string): string {
    if (this.version === null) return text
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return this.text(text, true)
    }
    const masked = this.json(value)
    return masked === value ? text : JSON.stringify(masked)
  }

  #isEmail(email: string): boolean {
    const normal = normalName(email)
    const [, login] = noreply.exec(normal) ?? []
    return this.#isErased('EMAIL', normal) || (login !== undefined && this.#isErased('LOGIN', login))
  }

  #withoutNames(text: string): string {
    if (this.#lengths.length === 0) return text
    const words = [...text.matchAll(word)].map(({ 0: found, index }) => ({ from: index, to: index + found.length }))
    let masked = ''
    let upTo = 0
    for (let at = 0; at < words.length; at += 1) {
      const from = words[at]?.from ?? 0
      const to =
        from < upTo ? undefined : this.#lengths.map((length) => this.#nameAt(text, words, at, length)).find(Number)
      if (to === undefined) continue
      masked += text.slice(upTo, from) + erased
      upTo = to
    }
    return masked + text.slice(upTo)
  }

  /** Where a name of so many words that begins here ends; undefined where none does. */
  #nameAt(
    text: string,
    words: readonly { readonly from: number; readonly to: number }[],
    at: number,
    length: number,
  ): number | undefined {
    const [first, last] = [words[at], words[at + length - 1]]
    if (first === undefined || last === undefined || last.to - first.from > 320) return undefined
    const said = text.slice(first.from, last.to)
    const plain = said.replace(/[.'\u2019-]+$/, '')
    return [said, plain].some((name) => this.#isErased('NAME', normalName(name)))
      ? first.from + plain.length
      : undefined
  }

  #withoutLogins(text: string): string {
    return text.replaceAll(handle, (found) => {
      const plain = found.replace(/[.-]+$/, '')
      return this.#isErased('LOGIN', plain.toLowerCase()) ? `${instead(plain)}${found.slice(plain.length)}` : found
    })
  }

  #json(value: unknown, place: Place): unknown {
    if (typeof value === 'string') return this.#string(value, place)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#json(item, place))
      return items.some((item, at) => item !== value[at]) ? items : value
    }
    const inside = {
      isPerson: isLikePerson(value),
      isOfPlace: place.isOfPlace || ofPlaces.has(place.key),
      isFree: place.key === 'attributes',
    }
    const entries = Object.entries(value).map(([name, item]) => {
      const key = name.toLowerCase()
      return [name, item, this.#json(item, { ...inside, key, isFree: isFreeField(key, inside.isFree) })] as const
    })
    if (entries.every(([, before, after]) => before === after)) return value
    return Object.fromEntries(entries.map(([name, , after]) => [name, after]))
  }

  #string(text: string, { key, isPerson, isOfPlace, isFree }: Place): string {
    const isName = ofPerson.has(key) || (isPerson && key === 'name')
    const isThing = isOfPlace || ofThings.has(key) || (key === 'name' && !isPerson)
    const normal = isThing ? '' : normalName(text)
    if (!isThing && (this.#isErased('LOGIN', normal) || (isName && this.#isErased('NAME', normal))))
      return instead(text)
    return this.text(text, isFree)
  }
}

/** Attributes of our own and of places decide numbers; others are for people. */
function isFreeField(key: string, isAttribute: boolean): boolean {
  return isAttribute ? !/^(?:leadline|config)\./.test(key) : freeText.has(key)
}

export const nobodyErased = new ErasedNames(null, () => false, [])
