import 'reflect-metadata'
import { settingNames } from '#config/config'
import { Command } from 'commander'
import { agentCommand } from './agent.ts'
import { analyzeCommand } from './analyze.ts'
import { changelogCommand } from './changelog.ts'
import { applyCommand } from './apply.ts'
import { demoCommand } from './demo.ts'
import { discoverCommand } from './discover.ts'
import { explainCommand } from './explain.ts'
import { exportCommand } from './export.ts'
import { importCommand } from './import.ts'
import { migrateCommand } from './migrate.ts'
import { planCommand } from './plan.ts'
import { replayCommand } from './replay.ts'
import { sourceCommand } from './source.ts'
import { schemaCommand } from './schema.ts'
import { startCommand } from './start.ts'
import { examples, fail } from './terminal.ts'
import { tokenCommand } from './token.ts'
import { unattributedCommand } from './unattributed.ts'

const program = new Command('npx leadline')
  .description('Self-hosted DORA metrics, with the evidence behind every number.')
  .showHelpAfterError('(npx leadline --help lists the commands)')
  .addHelpText(
    'after',
    `
Settings are environment variables, each also a flag of "npx leadline start", whose --help explains them:
  ${settingNames.join('\n  ')}
${examples(
  'npx leadline start',
  'npx leadline token create --source ci',
  'DATABASE_URL=postgres://leadline@db/leadline npx leadline migrate',
)}`,
  )

startCommand(program)
analyzeCommand(program)
agentCommand(program)
tokenCommand(program)
sourceCommand(program)
discoverCommand(program)
planCommand(program)
applyCommand(program)
unattributedCommand(program)
schemaCommand(program)
migrateCommand(program)
exportCommand(program)
importCommand(program)
replayCommand(program)
demoCommand(program)
changelogCommand(program)
explainCommand(program)

const [word] = process.argv.slice(2)
const known = program.commands.map((command) => command.name())
if (word !== undefined && !word.startsWith('-') && word !== 'help' && !known.includes(word)) {
  fail(new Error(`There is no command "${word}". There are: ${known.join(', ')}. See npx leadline --help.`))
  process.exit()
}

program.parseAsync().catch(fail)
