// SPDX-License-Identifier: MIT
// An OCPP 1.6 server made of ws alone (no OCPP library): answers Boot and Heartbeat, pings, and closes the first
// connection with 4001 after its first heartbeat.
// Usage: ws_server.mjs deflate|plain
import { WebSocketServer } from 'ws';
import { say } from './say.mjs';

const [compression] = process.argv.slice(2);
const perMessageDeflate = compression === 'deflate' ? { threshold: 0 } : false;
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate });
let connections = 0;

const answers = {
    BootNotification: () => ({ status: 'Accepted', interval: 1, currentTime: new Date().toISOString() }),
    Heartbeat: () => ({ currentTime: new Date().toISOString() }),
};

server.on('listening', () => say('listening', { port: server.address().port }));
server.on('connection', (socket, request) => {
    const number = ++connections;
    say('open', { number, extensions: socket.extensions, protocol: socket.protocol, path: request.url });
    socket.ping(`ping ${number}`);
    socket.on('pong', (payload) => say('pong', { number, payload: payload.toString() }));
    socket.on('close', (code, reason) => say('closed', { number, code, reason: reason.toString() }));
    socket.on('error', (error) => say('error', { number, message: error.message }));
    socket.on('message', (data) => {
        const [type, id, action] = JSON.parse(data);
        if (type !== 2) return;
        say('call', { number, action });
        socket.send(JSON.stringify([3, id, (answers[action] ?? (() => ({})))()]));
        if (action === 'Heartbeat' && number === 1) socket.close(4001, 'moved');
    });
});
