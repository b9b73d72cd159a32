import type { Source } from '../source.ts'
import { translate } from './translate.ts'

/** A registry of images that is asked for what a deployed digest or tag was built from. */
export const registry: Source = { id: 'registry', title: 'Image registry', verified: 'documented', translate }
