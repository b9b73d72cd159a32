import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** Reads the arguments of one `git rev-list` a line, and ends each answer with the exit code of git. */
const script = 'while IFS= read -r arguments; do git rev-list $arguments; echo "ended $?"; done'

interface Asked {
  readonly question: string
  resolve(lines: string[]): void
  reject(error: Error): void
}

/**
 * Asks the real git one question after the other through one small shell. A process of its own for each question would
 * be forked from this one, whose memory makes a fork cost several times what git takes to answer.
 */
export class RevLists {
  readonly #shell: ChildProcessByStdio<Writable, Readable, null>
  readonly #asked: Asked[] = []
  #answer: string[] = []
  #rest = ''

  constructor(folder: string) {
    this.#shell = spawn('sh', ['-c', script], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] })
    this.#shell.stdout.setEncoding('utf8').on('data', (text: string) => this.#read(text))
    this.#shell.stdin.on('error', (error) => this.#fail(error))
    this.#shell.on('error', (error) => this.#fail(error))
    this.#shell.on('close', () => this.#fail(new Error('The shell that asks git has ended')))
  }

  /** The lines that `git rev-list` answers; fails where git does. */
  ask(args: readonly string[]): Promise<string[]> {
    const question = args.join(' ')
    return new Promise((resolve, reject) => {
      this.#asked.push({ question, resolve, reject })
      this.#shell.stdin.write(`${question}\n`)
    })
  }

  close(): void {
    this.#shell.stdin.end()
  }

  #read(text: string): void {
    const lines = `${this.#rest}${text}`.split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.startsWith('ended ')) this.#end(line.slice('ended '.length))
      else this.#answer.push(line)
    }
  }

  #end(code: string): void {
    const asked = this.#asked.shift()
    const answer = this.#answer
    this.#answer = []
    if (code === '0') asked?.resolve(answer)
    else asked?.reject(new Error(`git rev-list ${asked.question} ended with ${code}`))
  }

  #fail(error: Error): void {
    for (const { reject } of this.#asked.splice(0)) reject(error)
  }
}
