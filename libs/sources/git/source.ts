import type { Source } from '../source.ts'
import { translate } from './translate.ts'

/** Any git repository; its history is read by `history.ts`, its releases by `releases.ts`. */
export const git: Source = { id: 'git', title: 'Git', verified: 'live', translate }
