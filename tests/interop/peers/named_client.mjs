// SPDX-License-Identifier: MIT
// A client made of ws that asks one name server for the server's addresses, and tries them in their order.
// Usage: named_client.mjs URL NAME-SERVER
import { Resolver } from 'node:dns';
import WebSocket from 'ws';
import { say } from './say.mjs';

const [url, nameServer] = process.argv.slice(2);
const resolver = new Resolver({ timeout: 30000, tries: 1 });
resolver.setServers([nameServer]);

const lookup = (host, options, callback) => {
    const asked = performance.now(); // a wall clock may be set meanwhile
    resolver.resolve4(host, (error, addresses) => {
        say('looked up', { code: error?.code ?? '', addresses: addresses ?? [], milliseconds: performance.now() - asked });
        if (error) callback(error);
        else if (options.all) callback(null, addresses.map((address) => ({ address, family: 4 })));
        else callback(null, addresses[0], 4);
    });
};

const socket = new WebSocket(url, ['ocpp1.6'], { lookup, autoSelectFamily: true });
socket.on('open', () => {
    say('open', { address: socket._socket.remoteAddress });
    socket.close(1000);
});
socket.on('error', (error) => say('failed', { code: error.code ?? '', text: error.message }));
