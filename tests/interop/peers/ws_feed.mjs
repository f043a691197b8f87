// SPDX-License-Identifier: MIT
// A feed made of ws alone, in words of its own: login with a fresh key, topics that are sent again since a number, pings
// as plain text. Tells what each connection said, in order.
import { WebSocketServer } from 'ws';
import { say } from './say.mjs';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
const topics = { a: [], b: [] };
const keys = new Set();
const subscribers = new Set();
let connections = 0;

setInterval(() => {
    for (const [topic, messages] of Object.entries(topics)) {
        messages.push(JSON.stringify({ topic, n: messages.length + 1, body: `${topic}-${messages.length + 1}` }));
        for (const subscriber of subscribers)
            if (subscriber.topics.has(topic)) subscriber.socket.send(messages[messages.length - 1]);
    }
}, 25);

server.on('listening', () => say('listening', { port: server.address().port }));
server.on('connection', (socket) => {
    const number = ++connections;
    const subscriber = { socket, topics: new Set() };
    let loggedIn = false;
    socket.on('error', () => {});
    socket.on('close', () => subscribers.delete(subscriber));
    socket.on('message', (data) => {
        const text = data.toString();
        if (text === 'pong') return say('pong', { number });
        const { op, key, topic, since } = JSON.parse(text);
        say(op, { number, key, topic, since, loggedIn });
        if (op === 'login') {
            loggedIn = !keys.has(key);
            keys.add(key);
            socket.send(JSON.stringify({ event: 'login', status: loggedIn ? 'ok' : 'stale' }));
            socket.send('ping');
        }
        if (op === 'beat') socket.send(JSON.stringify({ event: 'beat' }));
        if (op !== 'sub' || !loggedIn) return;
        socket.send(JSON.stringify({ event: 'sub', topic }));
        for (const message of since > 0 ? topics[topic].slice(since - 1) : []) socket.send(message);
        subscriber.topics.add(topic);
        subscribers.add(subscriber);
    });
});
