// SPDX-License-Identifier: MIT
// A charging station made of ocpp-rpc as `redial judge` gets it: it waits INITIAL ms, then twice as long after each
// failure, at most MAXIMUM ms; each wait is longer by a random share up to RANDOMISATION of it. Boots on each connection.
// Usage: judged_ocpp_rpc.mjs URL INITIAL MAXIMUM RANDOMISATION
import { RPCClient } from 'ocpp-rpc';

const [endpoint, initial, maximum, randomisation] = process.argv.slice(2);
const client = new RPCClient({
    endpoint,
    identity: 'CP-1',
    protocols: ['ocpp1.6'],
    pingIntervalMs: 100,
    callTimeoutMs: 2000,
    backoff: {
        initialDelay: Number(initial),
        maxDelay: Number(maximum),
        factor: 2,
        randomisationFactor: Number(randomisation),
    },
});
client.on('open', () =>
    client
        .call('BootNotification', { chargePointVendor: 'Interop', chargePointModel: 'ocpp-rpc' })
        .catch((error) => console.log(`boot failed: ${error}`)),
);
client.connect().catch((error) => console.log(`refused: ${error}`));
