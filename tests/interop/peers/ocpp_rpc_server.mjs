// SPDX-License-Identifier: MIT
// A central system made of ocpp-rpc: accepts every boot with a heartbeat interval of one second, asks each station
// something back, and breaks each of the first LOSSES connections after its second heartbeat, each in another way.
// Usage: ocpp_rpc_server.mjs PROTOCOL LOSSES
import { RPCServer } from 'ocpp-rpc';
import { say } from './say.mjs';

const [protocol, losses] = process.argv.slice(2);
const server = new RPCServer({ protocols: [protocol], strictMode: true });
let connections = 0;

const breaks = [
    (client) => client._ws.terminate(),
    (client) => client.close({ code: 1012, reason: 'restarting', force: true }),
    (client) => client._ws._socket.resetAndDestroy(),
];

server.auth((accept, _reject, handshake) => {
    say('upgrade', { identity: handshake.identity });
    accept({}, protocol);
});

server.on('client', (client) => {
    const number = ++connections;
    let heartbeats = 0;
    say('open', { number, identity: client.identity, protocol: client.protocol });
    // NoSuchAction is this peer's own CALL, below: it has no schema on purpose.
    client.on('strictValidationFailure', ({ error }) => {
        if (!String(error).includes('NoSuchAction')) say('invalid', { message: String(error) });
    });
    client.on('badMessage', ({ error }) => say('bad message', { message: String(error) }));
    client.on('close', ({ code }) => say('closed', { number, code }));
    client.handle('BootNotification', ({ params }) => {
        say('boot', { number, params });
        return { status: 'Accepted', interval: 1, currentTime: new Date().toISOString() };
    });
    client.handle('Heartbeat', () => {
        heartbeats += 1;
        say('heartbeat', { number, heartbeats });
        if (heartbeats === 1) ask(client, number);
        if (heartbeats === 2 && number <= Number(losses)) {
            say('breaking', { number });
            breaks[(number - 1) % breaks.length](client);
        }
        return { currentTime: new Date().toISOString() };
    });
    client.handle(({ method }) => {
        say('call', { number, method });
        return {};
    });
});

async function ask(client, number) {
    try {
        const answer = await client.call('TriggerMessage', { requestedMessage: 'BootNotification' });
        say('triggered', { number, status: answer.status });
    } catch (error) {
        say('trigger failed', { number, message: String(error) });
    }
    try {
        await client.call('NoSuchAction', {}, { noReply: false });
    } catch (error) {
        say('refused call', { number, code: error.rpcErrorCode ?? '', message: error.message });
    }
}

const http = await server.listen(0, '127.0.0.1');
say('listening', { port: http.address().port });
