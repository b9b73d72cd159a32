import type { Command } from 'commander'
import { catalogueJsonSchema } from '#catalogue/file-schema'
import { printJson } from './terminal.ts'

/** `leadline schema`. */
export function schemaCommand(program: Command): void {
  program
    .command('schema')
    .description('Print the JSON Schema of leadline.yaml, for editors that complete and check')
    .action(() => printJson(catalogueJsonSchema()))
}
