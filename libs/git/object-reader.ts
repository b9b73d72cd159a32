import { type GitProcess, startGit } from './git.ts'
import type { GitFolder } from './git-folder.ts'
import { fullSha } from './resolve-commits.ts'

/** An object of the repository. */
export interface GitObject {
  readonly type: string
  /** In bytes. */
  readonly size: number
  /** Null where it is larger than asked for. */
  readonly content: Buffer | null
}

/** Reads what a process prints, line by line or by length, and keeps no more than what is asked for. */
class Output {
  readonly #chunks: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next()
    if (next.done === true) return false
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value])
    return true
  }

  /** Null when the process ended first. */
  async line(): Promise<string | null> {
    for (let at = this.#rest.indexOf(10); ; at = this.#rest.indexOf(10)) {
      if (at !== -1) {
        const line = this.#rest.toString('utf8', 0, at)
        this.#rest = this.#rest.subarray(at + 1)
        return line
      }
      if (!(await this.#more())) return null
    }
  }

  async bytes(length: number): Promise<Buffer | null> {
    const parts: Buffer[] = []
    let missing = length
    while (missing > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) return null
      const part = this.#rest.subarray(0, missing)
      parts.push(part)
      this.#rest = this.#rest.subarray(part.length)
      missing -= part.length
    }
    return Buffer.concat(parts)
  }
}

/** Reads objects by their id through one running git; keeps none of them. Close it when done. */
export class ObjectReader {
  readonly #folder: GitFolder
  readonly #largest: number
  #running: { readonly git: GitProcess; readonly output: Output } | null = null
  #turn: Promise<unknown> = Promise.resolve()

  /** @param largest size in bytes up to which content is read. */
  constructor(folder: GitFolder, largest: number) {
    this.#folder = folder
    this.#largest = largest
  }

  /** Null where the repository does not hold it: it was left out of a partial clone, or never was there. */
  read(id: string): Promise<GitObject | null> {
    const read = this.#turn.then(() => (fullSha.test(id) ? this.#read(id) : null))
    this.#turn = read.catch(() => undefined)
    return read
  }

  async close(): Promise<void> {
    await this.#turn
    await this.#running?.git.stop()
    this.#running = null
  }

  #start(): { readonly git: GitProcess; readonly output: Output } {
    const git = startGit({ gitDir: this.#folder.gitDir, args: ['cat-file', '--batch-command'] })
    return { git, output: new Output(git.child.stdout) }
  }

  async #read(id: string): Promise<GitObject | null> {
    this.#running ??= this.#start()
    const { git, output } = this.#running
    git.child.stdin.write(`info ${id}\n`)
    const header = /^[0-9a-f]+ (\w+) (\d+)$/.exec((await this.#answer(git, output)) ?? '')
    if (header === null) return null
    const type = header[1] as string
    const size = Number(header[2])
    if (size > this.#largest) return { type, size, content: null }
    git.child.stdin.write(`contents ${id}\n`)
    if ((await this.#answer(git, output)) === null) return null
    const content = await output.bytes(size)
    await output.bytes(1)
    return content === null ? null : { type, size, content }
  }

  /** A line; null where git gave up on this object, as it does on one that a partial clone left out: the next one is asked anew. */
  async #answer(git: GitProcess, output: Output): Promise<string | null> {
    const line = await output.line()
    if (line !== null) return line
    this.#running = null
    await git.stop()
    // Git itself could not run: that is no answer about an object.
    await git.ended.catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'GIT_MISSING') throw error
    })
    return null
  }
}
