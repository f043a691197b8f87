#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""previous.py STAGE FOLDER: FOLDER/previous.run, an installer of a version 0.0.9 of the bundle that is unpacked in STAGE.

It stands in for the release before, since there is none yet: the same programs, with the file lib/redial/only-in-0.0.9
and the folder share/redial/only-in-0.0.9, and without the scenario field-flapping-server.
"""
import lzma
import os
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "bundle"))
import pack  # noqa: E402


def main(stage, folder):
    stage, folder = pathlib.Path(stage), pathlib.Path(folder)
    older = folder / "stage"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(stage, older, symlinks=True)
    (older / "lib/redial/VERSION").write_text("0.0.9\n")
    (older / "lib/redial/only-in-0.0.9").write_text("old\n")
    (older / "share/redial/only-in-0.0.9").mkdir()
    (older / "share/redial/only-in-0.0.9/file").write_text("old\n")
    (older / "share/redial/scenarios/field-flapping-server.redial.json").unlink()
    # It is thrown away, so it may be large.
    pack.filters = [{"id": lzma.FILTER_LZMA2, "preset": 0}]
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    pack.main(older, "previous", "0.0.9", folder)
    shutil.rmtree(older)


main(*sys.argv[1:])
