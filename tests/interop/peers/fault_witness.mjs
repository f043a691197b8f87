// SPDX-License-Identifier: MIT
// A client made of ws that says what became of one connection.
// Usage: fault_witness.mjs URL SUBPROTOCOL|none [MESSAGE]
import WebSocket from 'ws';
import { say } from './say.mjs';

const [url, subprotocol, message] = process.argv.slice(2);
const socket = new WebSocket(url, subprotocol === 'none' ? [] : [subprotocol], { handshakeTimeout: 20000, perMessageDeflate: false });
let text = '';
socket.on('open', () => {
    say('open', { protocol: socket.protocol });
    if (message) socket.send(message);
});
socket.on('message', (data) => say('message', { text: data.toString() }));
socket.on('error', (error) => {
    text = error.message;
});
socket.on('close', (code, reason) => say('end', { type: text ? 'error' : 'closed', code, text: text || reason.toString() }));
