# SPDX-License-Identifier: MIT
"""A client made of python3-websockets that says what became of one connection.

Usage: fault_witness.py URL SUBPROTOCOL|none [MESSAGE]
"""
import asyncio
import json
import sys

import websockets


def say(event, **details):
    print(json.dumps({"event": event, **details}), flush=True)


async def main(url, subprotocol, message=None):
    protocols = None if subprotocol == "none" else [subprotocol]
    try:
        socket = await websockets.connect(url, subprotocols=protocols, compression=None, open_timeout=20, close_timeout=5)
    except Exception as error:  # whatever it is, is the witness's word
        return say("end", type=type(error).__name__, text=str(error), status=getattr(error, "status_code", 0))
    say("open", protocol=socket.subprotocol)
    sent = 0
    try:
        if message:
            await socket.send(message)
        async for answer in socket:
            say("message", text=answer if isinstance(answer, str) else "")
    except websockets.exceptions.ConnectionClosed as error:
        sent = error.sent.code if error.sent else 0
    await socket.wait_closed()
    say("end", type="closed", code=socket.close_code, sent=sent, text=socket.close_reason)


asyncio.run(main(*sys.argv[1:]))
