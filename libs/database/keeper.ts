import pg from 'pg'

/** The advisory lock of the Leadline that looks after the server; libs/storage has numbers of its own, from 7_263_146. */
const keeperLock = 7_263_001

/** The session that proves that this process looks after the server: it ends with the process, however that ends. */
export interface Keeping {
  /** Resolves when the session ended by itself: the server went away. */
  readonly lost: Promise<void>
  release(): Promise<void>
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `leadline keeper ${process.pid}`,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function holder(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ name: string }>(
    `select application_name as name from pg_stat_activity join pg_locks using (pid)
      where locktype = 'advisory' and classid = 0 and objid = $1 and granted`,
    [keeperLock],
  )
  return Number(rows[0]?.name.split(' ').at(-1))
}

/** Becomes the keeper of the server at `url`, or gives the process id of the one that is. */
export async function keep(url: string): Promise<Keeping | { readonly keptBy: number }> {
  const client = await connect(url)
  const lost = new Promise<void>((resolve) => client.once('end', resolve))
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [keeperLock])
  if (rows[0]?.mine === true) return { lost, release: () => client.end() }
  const keptBy = await holder(client)
  await client.end()
  return { keptBy }
}

/** True when nobody but the asking session is connected. */
export async function isDeserted(url: string): Promise<boolean> {
  const client = await connect(url)
  try {
    const { rows } = await client.query<{ others: boolean }>(
      `select exists (select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()) as others`,
    )
    return rows[0]?.others === false
  } finally {
    await client.end()
  }
}
