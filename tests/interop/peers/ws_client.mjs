// SPDX-License-Identifier: MIT
// A client made of ws that sends messages of many shapes and says whether each came back unchanged.
// Usage: ws_client.mjs URL deflate|plain
import WebSocket from 'ws';
import { say } from './say.mjs';

const [url, compression] = process.argv.slice(2);
const perMessageDeflate = compression === 'deflate' ? { threshold: 0 } : false;
const socket = new WebSocket(url, { perMessageDeflate });
const messages = [
    'x',
    'Grüße, κόσμε, 🌍',
    JSON.stringify({ values: Array.from({ length: 2000 }, (_, i) => ({ i, text: 'ABC'.repeat(5) })) }),
    'a'.repeat(70000),
    Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7) % 256)),
    '',
];
let next = 0;
let parts = false;

function sendNext() {
    if (next < messages.length) return socket.send(messages[next]);
    if (!parts) {
        parts = true; // one message in three frames, with a ping between them
        socket.send('first,', { fin: false });
        socket.ping('between');
        socket.send('second,', { fin: false });
        return socket.send('third', { fin: true });
    }
    socket.close(1000, 'done');
}

socket.on('open', () => {
    say('open', { extensions: socket.extensions, protocol: socket.protocol });
    sendNext();
});
socket.on('pong', (payload) => say('pong', { payload: payload.toString() }));
socket.on('message', (data, isBinary) => {
    const sent = parts ? 'first,second,third' : messages[next];
    const same = Buffer.compare(Buffer.from(sent), data) === 0 && isBinary === Buffer.isBuffer(sent);
    say('echo', { number: next, bytes: data.length, same });
    next += 1;
    sendNext();
});
socket.on('close', (code, reason) => say('closed', { code, reason: reason.toString() }));
socket.on('error', (error) => say('error', { message: error.message }));
