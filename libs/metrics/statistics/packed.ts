/** Whether this machine keeps the low byte first, as the packed form does. */
const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** Milliseconds as float64, low byte first, ascending: the exact values of a day in one field. */
export function packMilliseconds(values: Iterable<number>): Uint8Array {
  const ascending = Float64Array.from(values).toSorted()
  if (littleEndian) return new Uint8Array(ascending.buffer)

  const view = new DataView(new ArrayBuffer(ascending.length * 8))
  for (const [index, value] of ascending.entries()) view.setFloat64(index * 8, value, true)
  return new Uint8Array(view.buffer)
}

/** Reads them back. Throws a RangeError when the length is no multiple of eight: the field was cut. */
export function unpackMilliseconds(bytes: Uint8Array): Float64Array {
  if (bytes.byteLength % 8 !== 0)
    throw new RangeError(`Packed milliseconds of ${bytes.byteLength} bytes were cut short`)
  if (littleEndian && bytes.byteOffset % 8 === 0 && bytes.buffer instanceof ArrayBuffer) {
    return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float64Array.from({ length: bytes.byteLength / 8 }, (_, index) => view.getFloat64(index * 8, true))
}
