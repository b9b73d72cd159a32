import { describe, expect, it } from 'vitest'
import { timeText } from '#sources/gitlab/times'

describe('a time of GitLab', () => {
  it.each([
    ['2017-12-10 17:01:11 UTC', '2017-12-10T17:01:11.000Z'],
    ['2021-04-28 21:50:00 +0200', '2021-04-28T19:50:00.000Z'],
    ['2021-04-28 21:50:00 -0930', '2021-04-29T07:20:00.000Z'],
    ['2021-04-28 21:50:00 +05:45', '2021-04-28T16:05:00.000Z'],
    ['2020-02-29 23:59:59.750 UTC', '2020-02-29T23:59:59.750Z'],
    ['2013-12-03T17:23:34Z', '2013-12-03T17:23:34.000Z'],
    ['2012-01-03T23:36:29+02:00', '2012-01-03T21:36:29.000Z'],
    ['2017-09-28T12:23:42.365Z', '2017-09-28T12:23:42.365Z'],
  ])('%s is %s', (text, instant) => {
    expect(timeText(text)).toBe(instant)
    expect(timeText(instant)).toBe(instant)
  })

  it.each([
    '2017-12-10 17:01:11',
    '2017-12-10 17:01:11 CET',
    '2017-12-10T17:01:11',
    '2017-12-10',
    '2019-02-29 10:00:00 UTC',
    '2017-12-10 25:01:11 UTC',
    '2017-12-10 17:01:11 UTC and more',
    'yesterday',
    '',
  ])('%j is none: it names no moment', (text) => {
    expect(timeText(text)).toBeNull()
  })
})
