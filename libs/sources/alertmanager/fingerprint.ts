const basis = 14_695_981_039_346_656_037n
const prime = 1_099_511_628_211n
const separator = Buffer.from([255])

/** What Alertmanager knows an alert by: FNV-1a, 64 bits, of its labels by name, each name and value followed by a separator. */
export function fingerprintOf(labels: Readonly<Record<string, string>>): string {
  const bytes = Object.entries(labels)
    .map(([name, value]) => [Buffer.from(name), separator, Buffer.from(value), separator])
    .toSorted(([a], [b]) => Buffer.compare(a ?? separator, b ?? separator))
    .flat()
  let sum = basis
  for (const byte of Buffer.concat(bytes)) sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * prime)
  return sum.toString(16).padStart(16, '0')
}
