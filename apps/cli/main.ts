import { Command } from 'commander'
import { examples, fail, outliveReaders } from './terminal.ts'

/** Written in by the build, from package.json. */
declare const leadlineRelease: string

/** Adds a command to the program; `built` is the folder of what was built. */
type Adding = (program: Command, built: URL) => void

/** In the order in which the help lists them. Each is loaded when it is asked for: to load all takes longer than most of them work. */
const commands: Readonly<Record<string, () => Promise<Adding>>> = {
  start: async () => (await import('./start.ts')).startCommand,
  analyze: async () => (await import('./analyze.ts')).analyzeCommand,
  agent: async () => (await import('./agent.ts')).agentCommand,
  token: async () => (await import('./token.ts')).tokenCommand,
  source: async () => (await import('./source.ts')).sourceCommand,
  embed: async () => (await import('./embed.ts')).embedCommand,
  person: async () => (await import('./person.ts')).personCommand,
  discover: async () => (await import('./discover.ts')).discoverCommand,
  plan: async () => (await import('./plan.ts')).planCommand,
  apply: async () => (await import('./apply.ts')).applyCommand,
  unattributed: async () => (await import('./unattributed.ts')).unattributedCommand,
  schema: async () => (await import('./schema.ts')).schemaCommand,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  export: async () => (await import('./export.ts')).exportCommand,
  import: async () => (await import('./import.ts')).importCommand,
  replay: async () => (await import('./replay.ts')).replayCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
  changelog: async () => (await import('./changelog.ts')).changelogCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  alert: async () => (await import('./alert.ts')).alertCommand,
  channel: async () => (await import('./channel.ts')).channelCommand,
  schedule: async () => (await import('./schedule.ts')).scheduleCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
}

outliveReaders()
const program = new Command('npx leadline')
  .description('Self-hosted DORA metrics, with the evidence behind every number.')
  .version(leadlineRelease, '-V, --version', 'print the version, and nothing else')
  .showHelpAfterError('(npx leadline --help lists the commands)')

const [word = 'start'] = process.argv.slice(2)
const known = Object.keys(commands)
const isAsked = Object.hasOwn(commands, word)
if (!isAsked && !word.startsWith('-') && word !== 'help') {
  fail(new Error(`There is no command "${word}". There are: ${known.join(', ')}. See npx leadline --help.`))
  process.exit()
}
if (!isAsked) {
  const { settingNames } = await import('#config/config')
  program.addHelpText(
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
}
const built = new URL('.', import.meta.url)
for (const name of isAsked ? [word] : known) (await commands[name]?.())?.(program, built)

program.parseAsync().catch(fail)
