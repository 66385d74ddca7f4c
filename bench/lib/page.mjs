// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
//
// The page of an event, against nginx with the same bytes in a file.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { get, Installation } from './installation.mjs';
import { load } from './load.mjs';
import { freePort, remove, start, stop, temporaryFolder, until } from './processes.mjs';

const connections = 64;
const ownToNginx = new Set(['date', 'content-length', 'connection', 'etag', 'content-type', 'keep-alive', 'server',
  'transfer-encoding']);

function addedHeaders(raw) {
  const lines = [];
  for (let i = 0; i < raw.length; i += 2) {
    if (!ownToNginx.has(raw[i].toLowerCase())) lines.push(`add_header ${raw[i]} "${raw[i + 1].replace(/"/g, '\\"')}";`);
  }
  return lines.join('\n');
}

function nginxConfiguration(folder, port, headers) {
  return `${process.getuid() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 2;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=10;
  default_type "text/html; charset=utf-8";
  client_body_temp_path ${folder}/t1; proxy_temp_path ${folder}/t2; fastcgi_temp_path ${folder}/t3;
  uwsgi_temp_path ${folder}/t4; scgi_temp_path ${folder}/t5;
  server {
    listen 127.0.0.1:${port};
    root ${folder}/www;
    ${headers}
  }
}
`;
}

async function measureNginx({ body, headers }) {
  const folder = temporaryFolder();
  const port = await freePort();
  mkdirSync(`${folder}/www/e`, { recursive: true });
  writeFileSync(`${folder}/www/e/page`, body);
  writeFileSync(`${folder}/nginx.conf`, nginxConfiguration(folder, port, addedHeaders(headers)));
  chmodSync(folder, 0o755);
  const child = start('/usr/sbin/nginx', ['-e', `${folder}/error.log`, '-p', folder, '-c', `${folder}/nginx.conf`],
    { log: `${folder}/log` });
  try {
    const same = () => get(port, '/e/page').then((answer) => answer.body.equals(body), () => false);
    await until(same, 'the same page from nginx', { seconds: 10 });
    return await load(`http://127.0.0.1:${port}/e/page`, connections, 'get');
  } finally {
    await stop(child);
    remove(folder);
  }
}

export async function page() {
  const installation = await Installation.create();
  try {
    await installation.start();
    const answer = await get(installation.port, '/e/page');
    if (answer.status !== 200) throw new Error(`the page was answered with ${answer.status}`);
    const ours = await load(`http://127.0.0.1:${installation.port}/e/page`, connections, 'get');
    await installation.stop();
    const nginx = await measureNginx(answer);
    return { value: ours.rate, unit: '1/s', limit: nginx.rate, limitName: 'nginx, the same bytes from a file', goal: 0.5,
      note: `${answer.body.length} bytes uncompressed, ${connections} connections` };
  } finally {
    await installation.remove();
  }
}
