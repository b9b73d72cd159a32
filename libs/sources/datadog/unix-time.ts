/** Unix time as text or number, by how many digits it has; those of 1990 and of 2100 have as many. */
const units: readonly {
  readonly digits: readonly [number, number]
  readonly inMillisecond: bigint
  readonly times: bigint
}[] = [
  { digits: [9, 11], inMillisecond: 1n, times: 1_000n },
  { digits: [12, 14], inMillisecond: 1n, times: 1n },
  { digits: [18, 20], inMillisecond: 1_000_000n, times: 1n },
]

/**
 * Unix time in seconds, milliseconds or nanoseconds as ISO 8601, to the millisecond: finer digits are cut off. Null where it is none of
 * these.
 */
export function unixTime(sent: string | number): string | null {
  if (typeof sent === 'number' && !Number.isSafeInteger(sent) && !Number.isInteger(sent)) return null
  const text = typeof sent === 'number' ? BigInt(sent).toString() : sent.trim()
  if (!/^\d{9,20}$/.test(text)) return null
  const unit = units.find(({ digits: [least, most] }) => text.length >= least && text.length <= most)
  if (unit === undefined) return null
  return new Date(Number((BigInt(text) * unit.times) / unit.inMillisecond)).toISOString()
}

const longTime = /"(started_at|finished_at)"(\s*:\s*)(\d{16,20})(?=\s*[,}])/g

/**
 * The same JSON with its nanoseconds as texts: as numbers they have more digits than JavaScript keeps, and the last of a second may become
 * the first of the next.
 */
export function withWholeTimes(body: Buffer): Buffer {
  // Byte by byte: whether it is UTF-8 is for others to say.
  return Buffer.from(body.toString('latin1').replaceAll(longTime, '"$1"$2"$3"'), 'latin1')
}
