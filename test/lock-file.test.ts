import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './support/source-files.ts'

interface Entry {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

type Entries = Readonly<Record<string, Entry>>

/** Whether a package finds another the way Node looks for it: in its own folder, then in each folder above. */
function finds(entries: Entries, from: string, name: string): boolean {
  if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in entries) return true
  if (from === '') return false
  return finds(entries, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))), name)
}

/** Packages that the lock file asks for and does not name: `npm ci` refuses such a file. */
function missing(entries: Entries): string[] {
  return Object.entries(entries).flatMap(([from, { dependencies = {}, optionalDependencies = {} }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !finds(entries, from, name))
      .map((name) => `${from} -> ${name}`),
  )
}

describe('package-lock.json', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Entries }

  // npm leaves out packages of other platforms that the registry of the moment does not have, and then refuses its own file.
  it('names every package, those of other platforms too', () => {
    expect(missing({ '': { optionalDependencies: { a: '1.0.0' } } })).toEqual([' -> a'])
    expect(missing(packages)).toEqual([])
  })

  it('names no registry but the public one', () => {
    const text = readFileSync(join(root, 'package-lock.json'), 'utf8')
    const hosts = new Set([...text.matchAll(/"resolved": "https?:\/\/([^/"]+)/g)].map(([, host]) => host))
    expect([...hosts].filter((host) => host !== 'registry.npmjs.org')).toEqual([])
  })
})
