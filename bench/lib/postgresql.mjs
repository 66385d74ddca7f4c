// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// PostgreSQL from Debian's package: a cluster in a folder of its own, as it comes, on a free port.
import { chmodSync, chownSync, mkdirSync, readdirSync } from 'node:fs';
import { freePort, remove, run, start, stop, temporaryFolder, until } from './processes.mjs';

const newest = () => readdirSync('/usr/lib/postgresql').sort((a, b) => Number(a) - Number(b)).at(-1);
const asServer = () => (process.getuid() === 0
  ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : ['env']);

export class Cluster {
  static async create() {
    const made = new Cluster();
    made.folder = temporaryFolder();
    made.port = await freePort();
    made.programs = `/usr/lib/postgresql/${newest()}/bin`;
    const data = `${made.folder}/data`;
    mkdirSync(data);
    chmodSync(made.folder, 0o755);
    if (process.getuid() === 0) chownSync(data, Number(await run('id', ['-u', 'postgres'])), 0);
    const [command, ...prefix] = asServer();
    await run(command, [...prefix, `${made.programs}/initdb`, '-D', data, '-U', 'zusage', '-A', 'trust',
      '-E', 'UTF8', '--locale', 'C.UTF-8']);
    made.server = start(command, [...prefix, `${made.programs}/postgres`, '-D', data, '-p', String(made.port),
      '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=400'],
    { log: `${made.folder}/log` });
    await until(() => made.sql('SELECT 1').then(() => true, () => false), 'a connection to PostgreSQL');
    return made;
  }

  url(database = 'postgres') {
    return `postgresql://zusage@127.0.0.1:${this.port}/${database}`;
  }

  async sql(text, database) {
    return (await run(`${this.programs}/psql`, ['-qtA', '-v', 'ON_ERROR_STOP=1', '-c', text, this.url(database)])).trim();
  }

  async newDatabase(name) {
    await this.sql(`CREATE DATABASE ${name}`);
    return this.url(name);
  }

  async remove() {
    this.server.kill('SIGINT'); // fast: does not wait for clients
    await stop(this.server);
    remove(this.folder);
  }
}
