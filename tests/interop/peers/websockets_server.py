# SPDX-License-Identifier: MIT
"""An OCPP 1.6 server made of python3-websockets: answers Boot and Heartbeat, pings each connection, and breaks the
first two after a heartbeat: the first with close code 1012, the second without a Close frame.

Usage: websockets_server.py deflate|plain
"""
import asyncio
import datetime
import itertools
import json
import sys

import websockets

numbers = itertools.count(1)


def say(event, **details):
    print(json.dumps({"event": event, **details}), flush=True)


def answer(action):
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    if action == "BootNotification":
        return {"status": "Accepted", "interval": 1, "currentTime": now}
    return {"currentTime": now}


async def serve(socket, *_):
    number = next(numbers)
    say("open", number=number, protocol=socket.subprotocol, path=socket.path,
        extensions=[e.name for e in socket.extensions])
    pong = await socket.ping(b"are you there")
    try:
        async for text in socket:
            kind, identifier, action, *_rest = json.loads(text)
            if kind != 2:
                continue
            say("call", number=number, action=action)
            await socket.send(json.dumps([3, identifier, answer(action)]))
            if action == "Heartbeat":
                await asyncio.wait_for(pong, 10)
                say("pong", number=number)
                if number == 1:
                    await socket.close(1012, "restarting")
                elif number == 2:
                    socket.transport.close()
    except websockets.ConnectionClosedError as error:
        say("lost", number=number, message=str(error))
    say("closed", number=number, code=socket.close_code)


async def main(compression):
    extension = "deflate" if compression == "deflate" else None
    server = await websockets.serve(serve, "127.0.0.1", 0, subprotocols=["ocpp1.6"], compression=extension)
    say("listening", port=server.sockets[0].getsockname()[1])
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main(*sys.argv[1:]))
