/** The embedded Postgres cannot be used; the message says what was found and what to do. */
export class DatabaseProblem extends Error {
  readonly code: 'NO_BINARIES' | 'NO_ACCOUNT' | 'IN_USE' | 'DID_NOT_START' | 'UNSAFE_FOLDER' | 'MISSING'

  constructor(code: DatabaseProblem['code'], message: string) {
    super(message)
    this.name = 'DatabaseProblem'
    this.code = code
  }
}
