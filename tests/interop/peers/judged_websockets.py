# SPDX-License-Identifier: MIT
"""python3-websockets as `redial judge` gets it: its own loop of reconnections, which counts waits in whole seconds.

Usage: judged_websockets.py URL PING, both in seconds: the interval of pings and the time-out of pongs
"""
import asyncio
import sys

import websockets


class Connect(websockets.connect):
    BACKOFF_MIN = 0.2
    BACKOFF_MAX = 0.9
    BACKOFF_INITIAL = 0.05


async def main(url, ping):
    async for socket in Connect(url, ping_interval=float(ping), ping_timeout=float(ping), close_timeout=0.1):
        try:
            await socket.wait_closed()
        except websockets.ConnectionClosed:
            pass


asyncio.run(main(*sys.argv[1:]))
