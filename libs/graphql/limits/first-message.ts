/** A WebSocket must say who it is within so many milliseconds. */
const initialisationTime = 5_000

/** What is used of a WebSocket. */
export interface Socket {
  close(code: number, reason: string): void
  once(event: 'close', listener: () => void): unknown
}

/** What is used of the server of WebSockets. */
export interface SocketServer {
  on(event: 'connection', listener: (socket: Socket) => void): unknown
}

const watched = new WeakSet<SocketServer>()
const waiting = new WeakMap<Socket, NodeJS.Timeout>()

function expectFirstMessage(socket: Socket): void {
  const timer = setTimeout(() => socket.close(4408, 'Connection initialisation timeout'), initialisationTime)
  timer.unref()
  waiting.set(socket, timer)
  socket.once('close', () => clearTimeout(timer))
}

/** Closes every WebSocket of this server that does not begin with `connection_init`; Mercurius would wait for ever. */
export function watchSockets(server: SocketServer): void {
  if (watched.has(server)) return
  watched.add(server)
  server.on('connection', expectFirstMessage)
}

/**
 * Notes the `connection_init` of a WebSocket.
 *
 * @throws Error at its second one, once the socket is closing: Mercurius would start another timer that nothing ends
 */
export function noteFirstMessage(socket: Socket): void {
  const timer = waiting.get(socket)
  if (timer === undefined) {
    socket.close(4429, 'Too many initialisation requests')
    throw new Error('A WebSocket was initialised twice')
  }
  clearTimeout(timer)
  waiting.delete(socket)
}
