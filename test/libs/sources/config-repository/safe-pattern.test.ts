import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ContentPattern, contentPattern, patternReferences } from '#sources/config-repository/content-pattern'
import { type SafePattern, safePattern } from '#sources/config-repository/safe-pattern'

const groups = ['service', 'tag']

describe('a pattern', () => {
  it('fits a whole text and names its parts', () => {
    const pattern = safePattern('(?<service>[\\w-]+): "?(?<tag>[\\w.-]+)"?', groups) as SafePattern
    expect(pattern.match('api: "v1.2"')).toEqual({ service: 'api', tag: 'v1.2' })
    expect(pattern.match('x api: v1.2 y')).toBeNull()
    expect(pattern.match(`${'a'.repeat(300)}: v1`)).toBeNull()
  })

  it.each([
    ['(?<tag>a)\\1', /invalid escape sequence/],
    ['(?<tag>a)\\k<tag>', /invalid escape sequence/],
    ['(?=a)(?<tag>b)', /unsupported Perl syntax/],
    ['(?:a?){60}(?<tag>b)', /repeats too much by numbers/],
    ['(?<tag>b)'.padEnd(600, 'x'), /longer than 500/],
    ['(?<tag>[)', /missing closing/],
    ['(?<tag>(', /missing closing/],
    ['(?<version>x)(?<tag>b)', /names version/],
    ['no group', /no group \(\?<tag>…\)/],
  ])('%s is refused', (source, why) => {
    expect(safePattern(source, groups, 'tag')).toMatchObject({ refused: expect.stringMatching(why) as string })
  })

  it.each([
    '[^/]+/(?<environment>[^/]+)/[^/]+/(?<service>[^/]+)/.*',
    '\\s*(?<service>[\\w-]+)\\s*[:=]\\s*"?(?<tag>[^\\s"]+)"?.*',
    '(?:image|tag): *(?<image>[^: ]+):(?<tag>[\\w.-]+) *(?:#.*)?',
    'image: (?<image>[^:@]+):(?<tag>[\\w.-]+)@sha256:[0-9a-f]{64}',
  ])('%s is taken', (source) => {
    expect(safePattern(source, ['service', 'environment', 'image', 'tag'])).toMatchObject({ source })
  })

  it.each([
    '\\w*\\w*\\w*(?<tag>b)',
    '.*a.*a.*a.*(?<tag>[^a])x',
    '(?:a|aa|aaa)*(?<tag>!)(?<service>x)',
    '(?:(?:a+)+)+(?<tag>[^a])',
    '(?:[a-z-]?){40}.*(?<tag>!)',
    '(?<service>.*)-(?<tag>.{85})x',
  ])('%s reads a file that was written to make it slow, and others get their turn meanwhile', async (line) => {
    const patterns = [contentPattern({ line }) as ContentPattern]
    const random = fc.sample(fc.array(fc.constantFrom('-', 'a'), { minLength: 198, maxLength: 198 }), {
      numRuns: 800,
      seed: 7,
    })
    const text = random.map((letters) => `${letters.join('')}!`).join('\n')
    let turns = 0
    let heart = setImmediate(function beat() {
      turns += 1
      heart = setImmediate(beat)
    })
    const started = performance.now()
    expect(await patternReferences('versions.txt', text, patterns)).toMatchObject({ problem: null })
    clearImmediate(heart)
    // JavaScript takes from fifteen seconds to days for each.
    expect(performance.now() - started).toBeLessThan(20_000)
    // One for every line beyond 4,000 of its 160,000 characters.
    expect(turns).toBeGreaterThanOrEqual(38)
  })

  it('is refused or reads at once, whatever it is', () => {
    const parts = [
      'a',
      '.',
      '\\w',
      '[ab]',
      '(?:',
      '(',
      ')',
      '|',
      '*',
      '+',
      '?',
      '{1,20}',
      '(?<tag>',
      'a+',
      'a*',
      '(a',
      '(?:a',
    ]
    const part = fc.constantFrom(...parts)
    const worst = `${'a'.repeat(199)}!`
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), (taken) => {
        const started = performance.now()
        const pattern = safePattern(taken.join(''), ['tag'])
        if (!('refused' in pattern)) pattern.match(worst)
        expect(performance.now() - started).toBeLessThan(10_000)
      }),
      { numRuns: 1_000 },
    )
  })

  it('is refused with its content for its path too', () => {
    expect(contentPattern({ path: '(?!a)', line: '(?<tag>x)' })).toMatchObject({
      refused: expect.stringContaining('(?!a)') as string,
    })
    expect(contentPattern({ line: 'x' })).toMatchObject({ refused: expect.stringContaining('tag') as string })
  })
})
