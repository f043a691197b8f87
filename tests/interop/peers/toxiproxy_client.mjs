// SPDX-License-Identifier: MIT
// Drives `redial proxy --control` with Toxiproxy's own client, between a plain HTTP server and Node's HTTP client.
// Usage: toxiproxy_client.mjs CONTROL_URL
import http from 'node:http';
import client from 'toxiproxy-node-client';
import { say } from './say.mjs';

const [control] = process.argv.slice(2);
const toxiproxy = new client.Toxiproxy(control);
const server = http.createServer((request, response) => response.end(`hello ${request.url}`));

/** How long one request through the proxy takes, and what it gave. */
async function request(listen) {
    const begin = performance.now();
    const agent = new http.Agent({ keepAlive: false });
    const body = await new Promise((resolve) => {
        http.get(`http://${listen}/x`, { agent }, (response) => {
            let text = '';
            response.on('data', (chunk) => (text += chunk));
            response.on('end', () => resolve(text));
        }).on('error', (error) => resolve(error.code));
    });
    return { body, milliseconds: performance.now() - begin };
}

async function tell(name, action) {
    try {
        say(name, await action());
    } catch (error) {
        say(name, { error: error.message });
    }
}

server.listen(0, '127.0.0.1', async () => {
    const upstream = `127.0.0.1:${server.address().port}`;
    say('version', { text: await toxiproxy.getVersion() });
    const proxy = await toxiproxy.createProxy({ name: 'web', listen: '127.0.0.1:0', upstream, enabled: true });
    await tell('again', () => toxiproxy.createProxy({ name: 'web', listen: '127.0.0.1:0', upstream, enabled: true }));
    say('before', await request(proxy.listen));

    const attributes = { latency: 500, jitter: 0 };
    const toxic = await proxy.addToxic({ name: 'slow', type: 'latency', stream: 'downstream', toxicity: 1, attributes });
    say('toxic', toxic.toJson());
    say('slowed', await request(proxy.listen));
    say('updated', (await toxic.update({ attributes: { latency: 1, jitter: 0 }, toxicity: 1 })).toJson());
    say('quick', await request(proxy.listen));
    await toxic.remove();
    await tell('removed', () => proxy.getToxic('slow'));
    say('after', await request(proxy.listen));

    const disabled = await proxy.update({ enabled: false, listen: proxy.listen, upstream });
    say('disabled', { enabled: disabled.enabled, ...(await request(proxy.listen)) });
    await toxiproxy.reset();
    say('reset', { enabled: (await toxiproxy.get('web')).enabled, ...(await request(proxy.listen)) });

    const populated = await toxiproxy.populate([
        { name: 'web', listen: proxy.listen, upstream },
        { name: 'other', listen: '127.0.0.1:0', upstream },
    ]);
    say('populated', { names: Object.keys(populated), ...(await request(populated.other.listen)) });
    say('all', { names: Object.keys(await toxiproxy.getAll()) });
    await populated.other.remove();
    await tell('gone', () => toxiproxy.get('other'));
    say('done', {});
    server.close();
});
