// SPDX-License-Identifier: MIT
// reconnecting-websocket (over ws) as `redial judge` gets it: it waits MINIMUM ms, then 1.3 times as long after each
// failure, at most MAXIMUM ms, without jitter; it counts anew after MIN_UPTIME ms.
// Usage: judged_reconnecting_websocket.mjs URL MINIMUM MAXIMUM MIN_UPTIME
import reconnecting from 'reconnecting-websocket';
import WebSocket from 'ws';

const ReconnectingWebSocket = reconnecting.default ?? reconnecting;
const [url, minimum, maximum, minUptime] = process.argv.slice(2);
new ReconnectingWebSocket(url, [], {
    WebSocket,
    minReconnectionDelay: Number(minimum),
    maxReconnectionDelay: Number(maximum),
    reconnectionDelayGrowFactor: 1.3,
    minUptime: Number(minUptime),
});
