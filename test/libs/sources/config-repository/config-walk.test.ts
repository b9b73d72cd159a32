import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigWalk } from '#sources/config-repository/config-walk'
import { type ImageReference, valueKey, valueOf, type ReferenceValue } from '#sources/config-repository/image-reference'
import { ReferenceReader } from '#sources/config-repository/references'
import { type ConfigForm, configForms, type Wanted } from '../../../support/config-forms.ts'

const services = ['api', 'checkout', 'publishing-api', 'shop-worker', 'web']
const environments = ['staging', 'production', 'qa', 'integration']

/** Versions as registries hold them; the number tells them apart. */
const styles: readonly ((version: number) => string)[] = [
  (version) => `1.${version}.0`,
  (version) => `v${version}`,
  (version) => `1.${version}0`,
  (version) => `00${version}1234`,
  (version) => `${version}e10abcd`.padEnd(40, '0'),
  (version) => `release-${version}`,
  (version) => `main-${version}bc1234-1699999999`,
]

interface Step {
  readonly service: number
  readonly environment: number
  readonly version: number
  /** Written in another form from now on. */
  readonly form: number
  readonly moves: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  service: fc.nat(services.length - 1),
  environment: fc.nat(environments.length - 1),
  version: fc.nat(4),
  form: fc.nat(1_000),
  moves: fc.boolean(),
})

interface Written {
  readonly wanted: Wanted
  readonly form: ConfigForm
  readonly version: number
}

/** All files of a repository that runs this. */
function filesOf(written: ReadonlyMap<string, Written>): Map<string, string> {
  const byForm = new Map<ConfigForm, Wanted[]>()
  for (const { form, wanted } of written.values()) byForm.set(form, [...(byForm.get(form) ?? []), wanted])
  return new Map([...byForm].flatMap(([form, wanted]) => Object.entries(form.files(wanted))))
}

/** A repository that is written step by step, and what a reader should make of it. */
class Writer {
  readonly expected: string[] = []
  readonly walk = new ConfigWalk()
  readonly #reader = new ReferenceReader()
  readonly #written = new Map<string, Written>()
  readonly #style: number
  #files = new Map<string, string>()
  #commits = 0

  constructor(style: number) {
    this.#style = style
  }

  /** Forms that a service may be written in there: a chart stays a chart, and a place stays the place. */
  #form(current: ConfigForm | undefined, { form, moves }: Step): ConfigForm {
    if (current !== undefined && !moves) return current
    const same = configForms.filter(
      ({ semantic, placement, name }) =>
        current === undefined ||
        (semantic === current.semantic &&
          placement('x') === current.placement('x') &&
          (name === 'remote base') === (current.name === 'remote base')),
    )
    return same[form % same.length] as ConfigForm
  }

  commit(steps: readonly Step[]): void {
    const sha = `k${this.#commits}`
    const moved = new Set<string>()
    for (const one of steps) {
      const service = services[one.service] as string
      const environment = environments[one.environment] as string
      const pair = `${service}@${environment}`
      const before = this.#written.get(pair)
      const form = this.#form(before?.form, one)
      const version = moved.has(pair) ? (before?.version ?? 0) : one.version
      const style = styles[form.semantic || form.name.includes('hart') ? 0 : this.#style % styles.length]
      const wanted = { service, environment, version: style?.(version) ?? '' }
      if (before === undefined || before.wanted.version !== wanted.version) moved.add(pair)
      this.#written.set(pair, { wanted, form, version })
    }
    for (const pair of moved) {
      const { wanted, form } = this.#written.get(pair) as Written
      this.expected.push(told(sha, { ...wanted, placement: form.placement(wanted.environment) }, form.value(wanted)))
    }
    this.#take(sha, filesOf(this.#written))
  }

  #references(path: string, files: ReadonlyMap<string, string>): readonly ImageReference[] {
    const text = files.get(path)
    return text === undefined ? [] : this.#reader.read(path, text).references
  }

  #take(sha: string, files: Map<string, string>): void {
    const paths = new Set([...this.#files.keys(), ...files.keys()])
    const changed = [...paths].filter((path) => this.#files.get(path) !== files.get(path))
    this.walk.take({
      sha,
      committedAt: this.#commits * 60_000,
      files: changed.map((path) => ({
        path,
        before: this.#references(path, this.#files),
        after: this.#references(path, files),
      })),
    })
    this.#files = files
    this.#commits += 1
  }
}

interface Told {
  readonly service: string
  readonly environment: string
  readonly placement: string | null
}

function told(sha: string, { service, environment, placement }: Told, value: ReferenceValue): string {
  return JSON.stringify([sha, service, environment, placement, valueKey(value)])
}

describe('bumps that were written into random forms', () => {
  it('come back as they were, and moves of the layout bring none', () => {
    const seen = new Set<string>()
    const commits = fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(commits, fc.nat(100), (list, style) => {
        const writer = new Writer(style)
        for (const steps of list) writer.commit(steps)
        const { bumps, unplaced, assumedEnvironment } = writer.walk.finish()
        const read = [...bumps].flatMap(([sha, all]) =>
          all.flatMap((bump) => bump.moved.map((running) => told(sha, bump, valueOf(running)))),
        )
        expect(read.toSorted()).toEqual(writer.expected.toSorted())
        expect({ unplaced, assumedEnvironment }).toEqual({ unplaced: [], assumedEnvironment: null })
        for (const text of read) seen.add(text)
      }),
      { numRuns: 300 },
    )
    expect(seen.size).toBeGreaterThan(200)
  })

  it.each(configForms)('in the form: $name', (form) => {
    const reader = new ReferenceReader()
    const walk = new ConfigWalk()
    const wanted = (version: number): Wanted[] =>
      services.flatMap((service) =>
        environments.map((environment) => ({ service, environment, version: `1.${version}.0` })),
      )
    const all = [form.files(wanted(1)), form.files(wanted(2))]
    for (const [index, files] of all.entries()) {
      const before = index === 0 ? {} : all[index - 1]
      walk.take({
        sha: `k${index}`,
        committedAt: index,
        files: Object.entries(files).map(([path, text]) => ({
          path,
          before: reader.read(path, before?.[path] ?? '').references,
          after: reader.read(path, text).references,
        })),
      })
    }
    const { bumps } = walk.finish()
    expect(bumps.get('k1')).toHaveLength(services.length * environments.length)
    expect(bumps.get('k1')?.map(({ service }) => service)).toEqual(
      services.toSorted().flatMap((name) => environments.map(() => name)),
    )
  })
})
