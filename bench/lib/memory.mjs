// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// Memory with many connections that are open and idle after a request each.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Installation } from './installation.mjs';

const connections = 1000;
const megabyte = 2 ** 20;

// Opens a connection, asks for a page, keeps the connection.
function ask(port) {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`GET /e/page HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('a connection was closed')));
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
      const headEnd = text.indexOf('\r\n\r\n');
      const length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? Infinity);
      if (headEnd < 0 || text.length < headEnd + 4 + length) return;
      if (text.startsWith('HTTP/1.1 200')) resolve(socket);
      else reject(new Error(`the page was answered with ${text.split('\r\n')[0]}`));
    });
  });
}

export async function memory() {
  const installation = await Installation.create();
  const sockets = [];
  try {
    await installation.start();
    for (let i = 0; i < connections; i += 50) {
      sockets.push(...await Promise.all(Array.from({ length: 50 }, () => ask(installation.port))));
    }
    await sleep(1000);
    const open = sockets.filter((socket) => !socket.destroyed).length;
    if (open < connections) throw new Error(`${connections - open} of ${connections} connections were closed`);
    return { value: installation.memory('VmRSS') / megabyte, unit: 'MB', limit: 64, limitName: 'what it may take',
      goal: 1, less: true, note: `resident, ${connections} keep-alive connections, one page each` };
  } finally {
    for (const socket of sockets) socket.destroy();
    await installation.remove();
  }
}
