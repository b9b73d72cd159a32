import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What goes before everything sealed: the way in which it was. */
const version = 1
const ivBytes = 12
const tagBytes = 16
const fileName = 'secret-key'
/** Milliseconds for which the key file is taken to stand as it did: who delivers does not wait for the disk each time. */
const standsFor = 1_000

/** Where the key of this installation is. */
export interface KeyPlace {
  /** `LEADLINE_SECRET_KEY`; null where it is not set. */
  readonly given: string | null
  /** Folder of the file that holds the key where none is given; null: there is none, and nothing can be sealed. */
  readonly home: string | null
}

/** Secrets cannot be kept or read; the message says what to do. */
export class SecretsClosed extends Error {
  readonly code = 'SECRETS_CLOSED'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SecretsClosed'
  }
}

function keyOf(text: string): Buffer {
  return Buffer.from(hkdfSync('sha256', text, '', 'leadline secrets', 32))
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code)
}

/** A file as it stood: when any of it differs, it is another one. */
interface ReadFile {
  readonly stand: string
  readonly text: string
}

/** The text in the key file, read again where it is not as it was before; null where there is no file. */
async function readKeyFile(path: string, before: ReadFile | null): Promise<ReadFile | null> {
  try {
    const { mode, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    if (process.platform !== 'win32' && (mode & 0o077n) !== 0n)
      throw new SecretsClosed(`Others may read ${path}; close it with: chmod 600 ${path}`)
    const stand = [ino, size, mtimeNs, ctimeNs].join(' ')
    return stand === before?.stand ? before : { stand, text: (await readFile(path, 'utf8')).trim() }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    if (error instanceof SecretsClosed) throw error
    throw new SecretsClosed(`The key ${path} cannot be read (${codeOf(error)}).`, { cause: error })
  }
}

/** Makes the key file at once and whole, or finds that somebody else just did. */
async function makeKeyFile(home: string, path: string): Promise<ReadFile | null> {
  const passing = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await mkdir(home, { recursive: true, mode: 0o700 })
    await writeFile(passing, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    await chmod(passing, 0o600)
    await link(passing, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
  } catch (error) {
    const message = `No key can be kept in ${home} (${codeOf(error)}); set LEADLINE_SECRET_KEY: openssl rand -hex 32`
    throw new SecretsClosed(message, { cause: error })
  } finally {
    await rm(passing, { force: true })
  }
  return readKeyFile(path, null)
}

/** Null where it was sealed with another key, for another purpose or in another way, or changed since. */
function opened(purpose: string, sealed: Buffer, key: Buffer): string | null {
  const [from, to] = [1 + ivBytes, 1 + ivBytes + tagBytes]
  try {
    if (sealed[0] !== version) return null
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, from), { authTagLength: tagBytes })
    decipher.setAAD(Buffer.from(purpose)).setAuthTag(sealed.subarray(from, to))
    return Buffer.concat([decipher.update(sealed.subarray(to)), decipher.final()]).toString('utf8')
  } catch {
    return null
  }
}

/**
 * Keeps texts so that the database alone does not tell them: AES-256-GCM with a key that is not in it. What is sealed for one
 * purpose opens for no other.
 */
export class SecretBox {
  readonly #place: KeyPlace
  #read: ReadFile | null = null
  /** By the clock of the process. */
  #readAt = Number.NEGATIVE_INFINITY
  /** The key that was derived last, and of what. */
  #derived: { readonly text: string; readonly key: Buffer } | null = null

  constructor(place: KeyPlace) {
    this.#place = place
  }

  /**
   * Seals a text; makes the key file where there is no key yet.
   *
   * @throws SecretsClosed where there can be none
   */
  async seal(purpose: string, text: string): Promise<Buffer> {
    const key = this.#derive(await this.#key('MADE'))
    const iv = randomBytes(ivBytes)
    const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.from([version]), iv, cipher.getAuthTag(), sealed])
  }

  /**
   * Opens what was sealed for the same purpose.
   *
   * @throws SecretsClosed where the key is missing or another
   */
  async open(purpose: string, sealed: Buffer): Promise<string> {
    for (const when of ['LATELY', 'NOW'] as const) {
      const text = opened(purpose, sealed, this.#derive(await this.#key(when)))
      if (text !== null) return text
    }
    throw new SecretsClosed(
      `A secret was sealed with another key than this one; give the old one back (${this.#where()}), or make the secret anew.`,
    )
  }

  /**
   * A key of this installation for one purpose, which tells nothing of the others; MADE: where there is no key yet, one is
   * made first.
   *
   * @throws SecretsClosed
   */
  async derive(purpose: string, when: 'MADE' | 'NOW' | 'LATELY'): Promise<Buffer> {
    return Buffer.from(hkdfSync('sha256', await this.#key(when), '', purpose, 32))
  }

  #derive(text: string): Buffer {
    if (this.#derived?.text !== text) this.#derived = { text, key: keyOf(text) }
    return this.#derived.key
  }

  #where(): string {
    return this.#place.home === null ? 'LEADLINE_SECRET_KEY' : `LEADLINE_SECRET_KEY or ${this.#file(this.#place.home)}`
  }

  #file(home: string): string {
    return join(home, fileName)
  }

  /** The key as the file holds it now, or held it lately; MADE: now, and made where there is no file. */
  async #key(when: 'MADE' | 'NOW' | 'LATELY'): Promise<string> {
    const { given, home } = this.#place
    if (given !== null) return given
    const path = home === null ? null : this.#file(home)
    const now = performance.now()
    if (when !== 'LATELY' || now - this.#readAt > standsFor) {
      this.#readAt = Number.NEGATIVE_INFINITY
      this.#read = path === null ? null : await readKeyFile(path, this.#read)
      if (this.#read !== null) this.#readAt = now
    }
    if (this.#read === null && home !== null && path !== null && when === 'MADE')
      this.#read = await makeKeyFile(home, path)
    const key = this.#read?.text
    if (key !== undefined && key.length >= 32) return key
    throw new SecretsClosed(`There is no key for secrets: ${this.#where()} must hold one of at least 32 characters.`)
  }
}
