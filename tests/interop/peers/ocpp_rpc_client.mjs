// SPDX-License-Identifier: MIT
// A charging station made of ocpp-rpc: boots on every connection, sends a heartbeat, reconnects by its own back-off.
// With a PING interval in milliseconds it pings so often, and ends what does not answer; it sends HEARTBEATS (2).
// Usage: ocpp_rpc_client.mjs ENDPOINT PROTOCOL STATION [PING [HEARTBEATS]]
import { RPCClient } from 'ocpp-rpc';
import { say } from './say.mjs';

const [endpoint, protocol, identity, pingMs, heartbeats = 2] = process.argv.slice(2);
const boot = {
    'ocpp1.6': { chargePointVendor: 'Interop', chargePointModel: 'ocpp-rpc' },
    'ocpp2.0.1': {
        reason: 'PowerUp',
        chargingStation: { vendorName: 'Interop', model: 'ocpp-rpc' },
    },
}[protocol];

const client = new RPCClient({
    endpoint,
    identity,
    protocols: [protocol],
    strictMode: true, // requests and answers are checked against the OCPP schemas
    callTimeoutMs: 10000,
    ...(pingMs ? { pingIntervalMs: Number(pingMs) } : {}),
    backoff: { initialDelay: 50, maxDelay: 200, factor: 2, randomisationFactor: 0 },
});

client.on('strictValidationFailure', ({ error }) => say('invalid', { message: String(error) }));
client.on('badMessage', ({ error }) => say('bad message', { message: String(error) }));
client.on('disconnect', ({ code }) => say('disconnected', { code }));
client.on('open', async () => {
    say('open', { protocol: client.protocol });
    try {
        const answer = await client.call('BootNotification', boot);
        say('boot', { status: answer.status, interval: answer.interval });
        const begin = performance.now();
        const { currentTime } = await client.call('Heartbeat', {});
        say('heartbeat', { currentTime, milliseconds: performance.now() - begin });
        await client.call('Heartbeat', {});
        say('second heartbeat', {});
        for (let number = 3; number <= Number(heartbeats); ++number) {
            await client.call('Heartbeat', {});
            say('later heartbeat', { number });
        }
    } catch (error) {
        say('call failed', { code: error.rpcErrorCode ?? '', message: String(error) });
    }
});

client.connect().catch((error) => say('refused', { message: String(error), status: error.code ?? 0 }));
