import fc from 'fast-check'
import { expect, it } from 'vitest'
import { packMilliseconds, unpackMilliseconds } from '#metrics/statistics/packed'

it('milliseconds are packed ascending and read back exactly, wherever the bytes lie', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), fc.nat(9), (values, offset) => {
      const packed = packMilliseconds(values)
      const elsewhere = new Uint8Array(packed.length + offset)
      elsewhere.set(packed, offset)
      const ascending = Float64Array.from(values).toSorted()
      expect(unpackMilliseconds(packed)).toEqual(ascending)
      expect(unpackMilliseconds(elsewhere.subarray(offset))).toEqual(ascending)
    }),
  )
})

it('the low byte comes first', () => {
  expect([...packMilliseconds([1])]).toEqual([0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
})

it('bytes that were cut are refused', () => {
  expect(() => unpackMilliseconds(new Uint8Array(12))).toThrow('12 bytes')
})
