export { attribute } from './attribute.ts'
export { type Sequence, type Step, sequence } from './sequence.ts'
