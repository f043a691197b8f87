// SPDX-License-Identifier: MIT
// reconnecting-websocket (over ws) against a server that breaks every connection.
// Usage: reconnecting_websocket_client.mjs URL
import reconnecting from 'reconnecting-websocket';
import WebSocket from 'ws';
import { say } from './say.mjs';

const ReconnectingWebSocket = reconnecting.default ?? reconnecting;
const [url] = process.argv.slice(2);
const socket = new ReconnectingWebSocket(url, [], {
    WebSocket,
    minReconnectionDelay: 50,
    maxReconnectionDelay: 200,
    minUptime: 1,
});
let opens = 0;
socket.addEventListener('open', () => say('open', { number: ++opens }));
socket.addEventListener('close', (event) => say('closed', { number: opens, code: event.code }));
