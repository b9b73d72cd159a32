import type { Instant } from '#domain/instant'
import type { LiveEntry, ShippedEntry } from './day-fact.ts'

/** PostgreSQL counts microseconds from here. */
const epoch = Date.UTC(2000, 0, 1)

function instantAt(view: DataView, at: number): Instant {
  return (view.getInt32(at) * 4_294_967_296 + view.getUint32(at + 4)) / 1000 + epoch
}

/** Ids of the database are below 2^53. */
function idAt(view: DataView, at: number): number {
  return view.getInt32(at) * 4_294_967_296 + view.getUint32(at + 4)
}

function viewOf(bytes: Uint8Array, size: number): DataView {
  if (bytes.byteLength % size !== 0) throw new RangeError(`Packed entries of ${bytes.byteLength} bytes were cut short`)
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Deployments as PostgreSQL's binary forms beside each other: id (int8), live time, kind and rework, flags (int2 each). */
export function* unpackLive(bytes: Uint8Array): Generator<LiveEntry> {
  const view = viewOf(bytes, 20)
  for (let at = 0; at < bytes.byteLength; at += 20) {
    const kind = view.getInt16(at + 16)
    yield {
      id: idAt(view, at),
      liveAt: instantAt(view, at + 8),
      kind: kind & 7,
      rework: (kind & 8) !== 0,
      flags: view.getInt16(at + 18),
    }
  }
}

/** Changes likewise: deployment (int8), live time, start, whether their link is LOW, flags (int2 each). */
export function* unpackShipped(bytes: Uint8Array): Generator<ShippedEntry> {
  const view = viewOf(bytes, 28)
  for (let at = 0; at < bytes.byteLength; at += 28) {
    yield {
      deploymentId: idAt(view, at),
      liveAt: instantAt(view, at + 8),
      startedAt: instantAt(view, at + 16),
      isLow: view.getInt16(at + 24) !== 0,
      flags: view.getInt16(at + 26),
    }
  }
}
