import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Short files that take long: begun last, one of them would go on alone after all others. */
const long: readonly string[] = [
  'test/histories.test.ts',
  'test/libs/ingest/many-histories.test.ts',
  'test/apps/kill.test.ts',
  'test/apps/pages.test.ts',
  'test/apps/pages-own-data.test.ts',
  'test/apps/analyze-history.test.ts',
  'test/libs/ingest/renaming.test.ts',
  'test/apps/start.test.ts',
  'test/apps/setup-page.test.ts',
  'test/apps/repository-sources.test.ts',
  'test/libs/ingest/memory.test.ts',
  'test/libs/ingest/service-days.test.ts',
  'test/libs/ingest/any-order.test.ts',
  'test/libs/ingest/histories.test.ts',
  'test/apps/unattributed.test.ts',
  'test/synced-history.test.ts',
  'test/apps/demo-telling.test.ts',
]

function rankOf({ moduleId }: TestSpecification): number {
  const rank = long.findIndex((file) => moduleId.endsWith(`/${file}`))
  return rank < 0 ? long.length : rank
}

/** Begins with the files that take longest; the others in Vitest's own order. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const inItsOrder = await BaseSequencer.prototype.sort.call(this, files)
    return inItsOrder.toSorted((a, b) => rankOf(a) - rankOf(b))
  }
}
