/** Where the repository lies; every reader needs no more. */
export interface GitFolder {
  /** Absolute path. */
  readonly gitDir: string
}
