import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Does something while garbage is collected all the time, so that what nothing holds is gone. */
export async function collectingGarbage<T>(work: () => Promise<T>): Promise<T> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const timer = setInterval(collect, 20)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}
