// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// `zusage` with a configuration, a key and a database in a folder of its own.
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { programs } from './build.mjs';
import { eventFile } from './event_file.mjs';
import { freePort, remove, run, start, stop, temporaryFolder, until } from './processes.mjs';

// Everything comes from one network address here, which no visitor may.
const raisedLimits = `registrations_per_minute = 1000000000
posts_per_minute = 1000000000
newsletters_per_minute = 0
newsletters_per_domain_and_minute = 0`;

function configuration({ folder, port, mail, database }) {
  return `[server]
listen = "127.0.0.1:${port}"
base_url = "http://127.0.0.1:${port}"
[database]
url = "${database}"
[mail]
${mail ?? `transport = "maildir:${folder}/mail"`}
from = "Bench <bench@example.org>"
[security]
key_file = "${folder}/key"
[limits]
${raisedLimits}
[log]
level = "warning"
`;
}

export function get(port, path) {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      const pieces = [];
      answer.on('data', (piece) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.rawHeaders, body: Buffer.concat(pieces) }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

const isHealthy = (port) => get(port, '/healthz').then(({ status }) => status === 200, () => false);

export class Installation {
  // `mail`: the lines of [mail] without `from`; a Maildir if not given. `database`: its URL; a file
  // of its own if not given.
  static async create({ mail, database } = {}) {
    const made = new Installation();
    made.folder = temporaryFolder();
    made.port = await freePort();
    made.configFile = `${made.folder}/zusage.toml`;
    made.database = `${made.folder}/zusage.db`;
    made.url = database ?? `sqlite:${made.database}`;
    made.configure(mail);
    writeFileSync(`${made.folder}/events.json`, JSON.stringify(eventFile()));
    await made.command('import', 'events', `${made.folder}/events.json`);
    return made;
  }

  configure(mail) {
    writeFileSync(this.configFile, configuration({ folder: this.folder, port: this.port, mail, database: this.url }));
  }

  command(...args) {
    return run(programs.zusage, [...args, '--config', this.configFile]);
  }

  // Registers more people without HTTP (fill.cpp); microseconds for each, as text.
  fill(event, count, { consent = false, mails = 'queued' } = {}) {
    return run(programs.fill, [`sqlite:${this.database}`, `${this.folder}/key`, event, String(count),
      consent ? 'consent' : 'plain', mails]);
  }

  // Until it answers; how many seconds that took.
  async start(every = 1) {
    const before = performance.now();
    this.process = start(programs.zusage, ['serve', '--config', this.configFile], { log: `${this.folder}/log` });
    let ended = false;
    this.process.ended.then(() => { ended = true; });
    await until(async () => {
      if (ended) throw new Error(`zusage ended: ${readFileSync(`${this.folder}/log`, 'utf8').slice(-500)}`);
      return isHealthy(this.port);
    }, 'an answer of /healthz', { every });
    return (performance.now() - before) / 1000;
  }

  async stop() {
    if (this.process) await stop(this.process);
    this.process = undefined;
  }

  async number(sql) {
    return Number(await run('sqlite3', ['-readonly', this.database, sql]));
  }

  // In bytes, 0 when the process is gone.
  memory(line) {
    try {
      const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
      return Number(new RegExp(`^${line}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
    } catch {
      return 0;
    }
  }

  async remove() {
    await this.stop();
    remove(this.folder);
  }
}
