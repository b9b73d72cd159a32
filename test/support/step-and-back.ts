import { DAY, HOUR } from '#domain/instant'

/** A year of one service: its lead time is a day, four days for six weeks, and a day again. */
export function stepAndBack(
  monday: number,
  weeks: number,
  slow: readonly [number, number],
  service = 'till',
): object[] {
  const shaOf = (index: number) => `${index.toString(16).padStart(4, '0')}${Buffer.from(service).toString('hex')}`
  return Array.from({ length: weeks * 4 }, (_, index) => {
    const week = Math.floor(index / 4)
    const liveAt = monday + week * 7 * DAY + (index % 4) * DAY + 15 * HOUR
    const hours = (20 + 9 * ((index * 7) % 4)) * (week >= slow[0] && week < slow[1] ? 4 : 1)
    return [
      {
        type: 'commit',
        service,
        sha: shaOf(index),
        parents: index === 0 ? [] : [shaOf(index - 1)],
        authoredAt: new Date(liveAt - hours * HOUR).toISOString(),
      },
      {
        type: 'deployment',
        id: `${service}-${index}`,
        service,
        environment: 'production',
        sha: shaOf(index),
        liveAt: new Date(liveAt).toISOString(),
      },
    ]
  }).flat()
}
