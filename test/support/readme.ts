import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { leadline } from './command.ts'
import { root } from './source-files.ts'

/** What the commands of a README made. */
export interface Followed {
  /** Path of the door. */
  readonly url: string
  /** That Leadline made. */
  readonly secret: string
}

/** Where and with what it is done. */
export interface Following {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** What stands in the file that the README calls FILE. */
  readonly given: string
  /** Where the API of the system is, on this machine; left out: its README does not lead to one. */
  readonly api?: string
  /** More files that its commands name, and what stands in them. */
  readonly files?: Readonly<Record<string, string>>
  /** What of its commands is another way to the same. */
  readonly skip?: (command: readonly string[]) => boolean
  /** What its `source add` needs beside, such as where the API is on this machine. */
  readonly adding?: readonly string[]
}

/** A step of a README: a file to write, or a command to run. */
type Step = { readonly file: string; readonly text: string } | { readonly command: readonly string[] }

/** How its blocks of YAML are called, by how they begin. */
const files: Readonly<Record<string, string>> = { services: 'leadline.yaml', rules: 'rules.yaml' }

function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}

/** The steps of the README of a system, in its order. */
function stepsOf(system: string): Step[] {
  const text = readFileSync(join(root, 'libs/sources', system, 'README.md'), 'utf8')
  const parts = text.matchAll(/^```yaml\n([\s\S]*?)^```$|^ {4}npx leadline (.+)$/gm)
  return [...parts].flatMap(([, yaml, command]): Step[] => {
    if (command !== undefined) return [{ command: words(command) }]
    const file = files[/^\w+/.exec(yaml ?? '')?.[0] ?? '']
    return file === undefined ? [] : [{ file, text: yaml ?? '' }]
  })
}

/**
 * Does what the README of a system says, in its order: writes its YAML into files, runs its commands, and applies the catalogue.
 *
 * @throws what a command says that fails
 */
export async function followReadme(system: string, following: Following): Promise<Followed> {
  const { folder, env, given, api, files: named = {}, skip = () => false, adding = [] } = following
  const run = async (args: readonly string[]): Promise<string> => {
    const { code, out, err } = await leadline(args, { env, cwd: folder }).ended
    if (code !== 0) throw new Error(`leadline ${args.join(' ')}: ${err}`)
    return out
  }
  for (const [file, text] of Object.entries({ FILE: given, ...named })) writeFileSync(join(folder, file), text)
  let made: Followed | null = null
  for (const step of stepsOf(system)) {
    if ('file' in step) {
      writeFileSync(join(folder, step.file), step.text)
      if (step.file === 'leadline.yaml') await run(['apply'])
      continue
    }
    if (skip(step.command)) continue
    const isAdding = step.command[1] === 'add'
    const isOfApi = step.command[1] === 'api'
    const here = ['--url', api ?? '', '--allow-private', '--allow-http']
    // The last of an option that stands twice counts.
    const out = await run([...step.command, ...(isAdding ? ['--json', ...adding] : []), ...(isOfApi ? here : [])])
    if (isAdding) made = JSON.parse(out) as Followed
  }
  if (made === null) throw new Error(`The README of ${system} adds no source.`)
  return made
}
