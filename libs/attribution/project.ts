export { attribute } from './attribute.ts'
export { type Sequence, sequence } from './sequence.ts'
