import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'

const run = promisify(execFile)

/** A file's content; `link`, `submodule` and `executable` say what else it is; null removes it. */
export type WrittenFile =
  | string
  | null
  | { readonly link: string }
  | { readonly submodule: string }
  | { readonly executable: string }

export interface WrittenCommit {
  /** Full ref or the name of a branch; `main` when left out. */
  readonly branch?: string
  /** Labels, or full shas; the last commit of the branch when left out. */
  readonly parents?: readonly string[]
  readonly files?: Readonly<Record<string, WrittenFile>>
  readonly message?: string
  /** `Ada <ada@example.com>` */
  readonly author?: string
  readonly committer?: string
  /** ISO 8601; an hour after the commit written before when left out. */
  readonly authoredAt?: string
  readonly committedAt?: string
}

const ada = 'Ada Lovelace <ada@example.com>'

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`
}

function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

function fileCommand(path: string, file: WrittenFile): string {
  if (file === null) return `D ${quoted(path)}\n`
  if (typeof file === 'string') return `M 100644 inline ${quoted(path)}\n${data(file)}`
  if ('link' in file) return `M 120000 inline ${quoted(path)}\n${data(file.link)}`
  if ('submodule' in file) return `M 160000 ${file.submodule} ${quoted(path)}\n`
  return `M 100755 inline ${quoted(path)}\n${data(file.executable)}`
}

/** The stream of `git fast-import` for what a test writes. */
export class RepositoryWriter {
  readonly #marks: Map<string, number>
  readonly #heads: Map<string, string>
  readonly parts: string[] = []
  #clock: number

  constructor(marks: Map<string, number>, heads: Map<string, string>, clock: number) {
    this.#marks = marks
    this.#heads = heads
    this.#clock = clock
  }

  get clock(): number {
    return this.#clock
  }

  #name(label: string): string {
    const mark = this.#marks.get(label)
    return mark === undefined ? label : `:${mark}`
  }

  #stamp(person: string, at: string | undefined): string {
    const time = at === undefined ? this.#clock : Date.parse(at)
    return `${person} ${Math.floor(time / 1_000)} +0000`
  }

  commit(label: string, written: WrittenCommit = {}): this {
    this.#clock += 3_600_000
    const { branch = 'main', message = label, author = ada, committer = author, files = {} } = written
    const ref = branch.startsWith('refs/') ? branch : `refs/heads/${branch}`
    const head = this.#heads.get(ref)
    const parents = written.parents ?? (head === undefined ? [] : [head])
    const mark = this.#marks.size + 1
    if (parents.length === 0) this.parts.push(`reset ${ref}\n`)
    this.parts.push(
      `commit ${ref}\nmark :${mark}\n`,
      `author ${this.#stamp(author, written.authoredAt)}\n`,
      `committer ${this.#stamp(committer, written.committedAt ?? written.authoredAt)}\n`,
      data(message),
      ...parents.map((parent, index) => `${index === 0 ? 'from' : 'merge'} ${this.#name(parent)}\n`),
      ...Object.entries(files).map(([path, file]) => fileCommand(path, file)),
    )
    this.#marks.set(label, mark)
    this.#heads.set(ref, label)
    return this
  }

  /** Moves a ref, wherever it was before. */
  ref(ref: string, target: string): this {
    this.parts.push(`reset ${ref}\nfrom ${this.#name(target)}\n\n`)
    this.#heads.set(ref, target)
    return this
  }

  /** An annotated tag; lightweight ones are refs. */
  tag(name: string, target: string, { at, message = name }: { at?: string; message?: string } = {}): this {
    this.#clock += 3_600_000
    this.parts.push(`tag ${name}\nfrom ${this.#name(target)}\ntagger ${this.#stamp(ada, at)}\n${data(message)}`)
    return this
  }
}

/** A real repository in a folder of its own, removed after the test. */
export class TestRepository {
  readonly path: string
  readonly #marks = new Map<string, number>()
  readonly #heads = new Map<string, string>()
  #shas = new Map<number, string>()
  #labels = new Map<string, string>()
  #clock = Date.UTC(2026, 0, 5, 9)

  private constructor(path: string) {
    this.path = path
  }

  /**
   * Bare, with the branch `main` as its head.
   *
   * @param path a folder that whoever gives it removes; one of its own, removed after the test, where left out
   */
  static async create(
    write?: (writer: RepositoryWriter) => void,
    path = temporaryFolder('leadline-repository-'),
  ): Promise<TestRepository> {
    const repository = new TestRepository(path)
    await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', repository.path])
    if (write !== undefined) await repository.write(write)
    return repository
  }

  async write(write: (writer: RepositoryWriter) => void): Promise<void> {
    const writer = new RepositoryWriter(this.#marks, this.#heads, this.#clock)
    write(writer)
    this.#clock = writer.clock
    const marks = join(this.path, 'test-marks')
    const args = ['fast-import', '--quiet', '--force', `--import-marks-if-exists=${marks}`, `--export-marks=${marks}`]
    const child = spawn('git', ['-C', this.path, ...args], { stdio: ['pipe', 'inherit', 'inherit'] })
    child.stdin.end(writer.parts.join(''))
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`git fast-import ended with ${code}`))))
    })
    const lines = readFileSync(marks, 'utf8').trim().split('\n')
    this.#shas = new Map(lines.map((line) => [Number(line.slice(1, line.indexOf(' '))), line.split(' ')[1] ?? '']))
    this.#labels = new Map([...this.#marks].map(([label, mark]) => [this.#shas.get(mark) ?? '', label]))
  }

  /** The sha of the commit with this label. */
  sha(label: string): string {
    const sha = this.#shas.get(this.#marks.get(label) ?? 0)
    if (sha === undefined) throw new Error(`No commit is labelled ${label}`)
    return sha
  }

  /** Shas back to their labels, for readable expectations. */
  labels(shas: readonly string[]): string[] {
    return shas.map((sha) => this.#labels.get(sha) ?? sha)
  }

  /** Runs the real git in it; gives what it prints. */
  async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('git', ['-C', this.path, ...args], { maxBuffer: 64 * 1024 * 1024 })
    return stdout
  }

  /** Clones it, with these options of `git clone`; gives the folder. */
  async clone(...options: readonly string[]): Promise<string> {
    const folder = join(temporaryFolder('leadline-clone-'), 'clone')
    await run('git', ['clone', '--quiet', ...options, `file://${this.path}`, folder])
    return folder
  }
}

/** An empty folder, removed after the test. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
