import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import type { AnalyzeOptions } from './analysis/run.ts'
import { examples } from './terminal.ts'

/** `leadline analyze`. */
export function analyzeCommand(program: Command, built: URL): void {
  program
    .command('analyze')
    .argument('<path>', 'a clone of the repository to look at')
    .description('Years of delivery metrics from a git clone, with nothing to configure and nothing kept')
    .option('--config <path>', 'a clone of the GitOps repository that says which version runs where')
    .option('--service <name>', 'this service only; without --config: what to call it')
    .option(
      '--path <glob>',
      'with --service: only changes of these files are its, such as "services/api/**"; repeatable',
      (glob: string, before: readonly string[] | undefined) => [...(before ?? []), glob],
    )
    .option('--tags <pattern>', 'without --config: tags that are releases, such as "v*"')
    .option('--branch <name>', 'without --config: merges to this branch are releases')
    .option('--rules <file>', 'with --config: YAML with rules and patterns, where discovery errs')
    .option('--since <date>', 'count from this day on (default: from the first deployment)')
    .option('--time-zone <zone>', 'zone in which days, weeks and months are cut', 'UTC')
    .option('--html <file>', 'write one self-contained page with charts')
    .option('--json', 'for machines')
    .option('--save', 'keep what was read in the database of the settings')
    .addHelpText(
      'after',
      `\nNothing is sent anywhere. Ends with 2 when no deployment was found.\n${examples(
        'npx leadline analyze .',
        'npx leadline analyze ~/src/api --config ~/src/deployments --html api.html',
        'npx leadline analyze ~/src/api --tags "v*" --since 2025-01-01 --json',
      )}`,
    )
    .action(async (path: string, options: AnalyzeOptions) => {
      const { runAnalysis } = await import('./analysis/run.ts')
      await runAnalysis(path, options, fileURLToPath(built))
    })
}
