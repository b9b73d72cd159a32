import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentPattern } from '#sources/config-repository/content-pattern'
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
    ['(a+)+(?<tag>b)', /repeats a group/],
    ['(?:(?:a|a))*(?<tag>b)', /repeats a group/],
    ['(?:a?a?)+(?<tag>b)', /repeats a group/],
    ['((a*)b)*(?<tag>c)', /repeats a group/],
    ['(?<tag>a)\\1', /refers back/],
    ['(?<tag>a)\\k<tag>', /refers back/],
    ['(?=a)(?<tag>b)', /looks ahead/],
    ['(?<!a)(?<tag>b)', /looks ahead/],
    ['.*.*.*.*(?<tag>b)', /more than 3 repetitions/],
    ['.*-.*-.*-.*-(?<tag>b)', /more than 3 repetitions/],
    [`${'a?'.repeat(7)}(?<tag>b)`, /more than 6 choices/],
    ['(?<tag>b)'.padEnd(600, 'x'), /longer than 500/],
    ['(?<tag>[)', /Unterminated|missing/i],
    ['(?<tag>(', /Unterminated|missing/i],
    ['(?<version>x)(?<tag>b)', /names version/],
    ['no group', /no group \(\?<tag>…\)/],
  ])('%s is refused', (source, why) => {
    expect(safePattern(source, groups, 'tag')).toMatchObject({ refused: expect.stringMatching(why) as string })
  })

  it.each([
    '[^/]+/(?<environment>[^/]+)/[^/]+/(?<service>[^/]+)/.*',
    '\\s*(?<service>[\\w-]+)\\s*[:=]\\s*"?(?<tag>[^\\s"]+)"?.*',
    '(?:image|tag): *(?<image>[^: ]+):(?<tag>[\\w.-]+) *(?:#.*)?',
  ])('%s is taken', (source) => {
    expect(safePattern(source, ['service', 'environment', 'image', 'tag'])).toMatchObject({ source })
  })

  it('is refused or answers in bounded time, whatever it is', () => {
    const part = fc.constantFrom(
      'a',
      'b',
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
    )
    const worst = `${'a'.repeat(199)}!`
    fc.assert(
      fc.property(fc.array(part, { maxLength: 25 }), (parts) => {
        const pattern = safePattern(parts.join(''), ['tag'])
        if ('refused' in pattern) return
        const started = performance.now()
        pattern.match(worst)
        expect(performance.now() - started).toBeLessThan(2_000)
      }),
      { numRuns: 1_000 },
    )
  })

  it('is refused with its content for its path too', () => {
    expect(contentPattern({ path: '(a+)+', line: '(?<tag>x)' })).toMatchObject({
      refused: expect.stringContaining('(a+)+') as string,
    })
    expect(contentPattern({ line: 'x' })).toMatchObject({ refused: expect.stringContaining('tag') as string })
  })
})
