import type { Source } from '../source.ts'
import { translate } from './translate.ts'

/** CDEvents of the CD Foundation, 0.4 and 0.5. */
export const cdevents: Source = { id: 'cdevents', title: 'CDEvents', translate }
