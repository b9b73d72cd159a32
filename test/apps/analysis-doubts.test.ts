import { expect, it } from 'vitest'
import { doubtLines } from '#apps/cli/analysis/text'

const low = (share: number) => ({
  text: `low coverage: ${share} %`,
  explanation: `Only ${share} % is known.`,
  tone: 'warning' as const,
})
const few = { text: 'few samples', explanation: 'It rests on 3 samples only.', tone: 'warning' as const }
const provisional = { text: 'provisional', explanation: '', tone: 'note' as const }

it('doubts of an analysis are said once, and of which metric where two of a kind differ', () => {
  expect(
    doubtLines([
      { title: 'Lead time', chips: [low(66), provisional] },
      { title: 'Recovery', chips: [few] },
      { title: 'Rework', chips: [low(50)] },
      { title: 'Change fail', chips: [low(50), few] },
    ]),
  ).toEqual([
    'low coverage: 66 % (Lead time): Only 66 % is known.',
    'few samples: It rests on 3 samples only.',
    'low coverage: 50 % (Rework, Change fail): Only 50 % is known.',
  ])
})
