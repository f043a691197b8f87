// SPDX-License-Identifier: MIT
// An MSGI client written from docs/msgi.md alone. Usage: msgi_client.mjs URL [AES KEY IN HEXADECIMAL DIGITS]
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { say } from './say.mjs';

const types = { ping: 0x01, pong: 0x02, data: 0x10, error: 0x30, heartbeat: 0x40, disconnect: 0x50 };
const url = new URL(process.argv[2]);
const key = process.argv[3] && Buffer.from(process.argv[3], 'hex');

function seal(payload) {
    if (!key) return payload;
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const sealed = Buffer.concat([cipher.update(payload), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

function open(payload) {
    if (!key) return payload;
    const cipher = createDecipheriv('aes-256-gcm', key, payload.subarray(0, 12));
    cipher.setAuthTag(payload.subarray(12, 28));
    return Buffer.concat([cipher.update(payload.subarray(28)), cipher.final()]);
}

function frame(type, payload = Buffer.alloc(0)) {
    const content = type === types.data ? seal(payload) : payload;
    const head = Buffer.alloc(10);
    head.write('MSGI', 'latin1');
    head.writeUInt32BE(10 + content.length, 4);
    head.writeUInt16BE(type, 8);
    return Buffer.concat([head, content]);
}

let waiting = Buffer.alloc(0);
const messages = [Buffer.from('Grüße'), Buffer.alloc(0), Buffer.alloc(70000, 'x')];
let next = 0;

function take(type, payload) {
    if (type === types.pong) say('pong', { same: payload.toString() === 'hello' });
    if (type === types.data) {
        say('echo', { same: open(payload).equals(messages[next]) });
        next += 1;
        // The heartbeat is not answered, and the wrong magic ends the connection.
        if (next === messages.length)
            link.write(Buffer.concat([frame(types.heartbeat), Buffer.from('HTTP/1.1 200\r\n')]));
    }
    if (type === types.error)
        say('error', { code: payload.readUInt16BE(0), sentence: payload.subarray(2).toString() });
}

const link = connect(Number(url.port), url.hostname, () =>
    link.write(Buffer.concat([frame(types.ping, Buffer.from('hello')),
        ...messages.map((message) => frame(types.data, message))])));
link.on('data', (bytes) => {
    waiting = Buffer.concat([waiting, bytes]);
    while (waiting.length >= 10 && waiting.length >= waiting.readUInt32BE(4)) {
        const length = waiting.readUInt32BE(4);
        take(waiting.readUInt16BE(8), waiting.subarray(10, length));
        waiting = waiting.subarray(length);
    }
});
link.on('close', () => say('closed'));
