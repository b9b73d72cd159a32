/** Versions of the rules by which numbers are computed, the latest first; CHANGELOG.md says more under **Numbers**. */
export const rulesHistory: readonly { readonly version: string; readonly said: string }[] = [
  { version: '1', said: 'The first rules: no release has moved numbers by other ones yet.' },
]
