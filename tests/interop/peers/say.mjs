// SPDX-License-Identifier: MIT
// Peers tell the test what happened as one JSON object a line on standard output, and end with standard input.
export function say(event, details = {}) {
    process.stdout.write(JSON.stringify({ event, ...details }) + '\n');
}

process.stdin.on('end', () => process.exit(0)).resume();
