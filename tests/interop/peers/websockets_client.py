# SPDX-License-Identifier: MIT
"""A client made of python3-websockets that sends messages and says whether each came back unchanged.

Usage: websockets_client.py URL deflate|plain
"""
import asyncio
import json
import sys

import websockets


def say(event, **details):
    print(json.dumps({"event": event, **details}), flush=True)


async def main(url, compression):
    extension = "deflate" if compression == "deflate" else None
    async with websockets.connect(url, compression=extension, open_timeout=10) as socket:
        say("open", extensions=[e.name for e in socket.extensions], protocol=socket.subprotocol)
        waiter = await socket.ping(b"are you there")
        await asyncio.wait_for(waiter, 10)
        say("pong")
        messages = ["x", "Grüße, κόσμε, 🌍", "a" * 70000, bytes(range(256)) * 20, ["one,", "two,", "three"], ""]
        for number, message in enumerate(messages):
            await socket.send(message)
            back = await asyncio.wait_for(socket.recv(), 10)
            whole = "".join(message) if isinstance(message, list) else message
            say("echo", number=number, same=back == whole)
    say("closed", code=socket.close_code)


asyncio.run(main(*sys.argv[1:]))
