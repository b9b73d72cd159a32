import type { Database } from '#storage/database'
import { CatalogueReads } from './catalogue-reads.ts'
import { DeploymentReads } from './deployment/deployment-reads.ts'
import { CheckReads } from './metric/check-reads.ts'
import { DigestReads } from './metric/digest-reads.ts'
import { FactReads } from './metric/fact-reads.ts'
import type { StreamMemory } from './metric/stream-memory.ts'
import { RecordReads } from './record-reads.ts'
import { RuleReads } from './rule-reads.ts'
import { TableOrigin } from './table-origin.ts'

/** The loaders of one question: each asks the database once for all that is wanted at a time. */
export class Reads {
  readonly db: Database
  readonly catalogue: CatalogueReads
  readonly records: RecordReads
  readonly facts: FactReads
  readonly digests: DigestReads
  readonly checks: CheckReads
  readonly deployments: DeploymentReads
  readonly tables: TableOrigin
  readonly rules: RuleReads
  /** Questions about metrics that several places of the document put, by their words. */
  readonly questions = new Map<string, object>()

  /**
   * @param memory what was read for other questions
   * @param cache false for subscriptions, whose loaders outlive what they read
   */
  constructor(db: Database, memory: StreamMemory, cache = true) {
    this.db = db
    this.catalogue = new CatalogueReads(db, cache)
    this.records = new RecordReads(db, cache)
    this.facts = new FactReads(db, cache)
    this.digests = new DigestReads(db, memory, cache)
    this.checks = new CheckReads(db, cache)
    this.deployments = new DeploymentReads(db, cache)
    this.rules = new RuleReads(db, cache)
    this.tables = new TableOrigin(this.catalogue, this.records)
  }
}
