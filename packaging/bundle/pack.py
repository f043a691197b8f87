#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pack.py STAGE NAME VERSION FOLDER: the archive FOLDER/NAME.txz and the self-extracting installer FOLDER/NAME.run.

The same stage and the same SOURCE_DATE_EPOCH give the same bytes: names in order, one time, one owner, one thread.
The installer is installer.sh, with the facts about its archive filled in, followed by the archive.
"""
import hashlib
import io
import lzma
import os
import pathlib
import sys
import tarfile

here = pathlib.Path(__file__).resolve().parent
# Calls in machine code made alike before the compression: some percent fewer bytes.
filters = [{"id": lzma.FILTER_X86}, {"id": lzma.FILTER_LZMA2, "preset": 6}]


def archive(stage, name, epoch):
    def equal(entry):
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = epoch
        return entry

    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.GNU_FORMAT) as tar:
        tar.add(stage, arcname=name, recursive=False, filter=equal)
        for path in sorted(stage.rglob("*")):
            tar.add(path, arcname=f"{name}/{path.relative_to(stage)}", recursive=False, filter=equal)
    return lzma.compress(plain.getvalue(), format=lzma.FORMAT_XZ, check=lzma.CHECK_CRC64, filters=filters)


def kibibytes(stage):
    """What the files take on disk, in blocks of 4 KiB."""
    sizes = (path.stat().st_size for path in stage.rglob("*") if path.is_file() and not path.is_symlink())
    return sum((size + 4095) // 4096 * 4 for size in sizes)


def installer(stage, packed, version):
    text = (here / "installer.sh").read_text()
    facts = {
        "@VERSION@": version,
        "@GLIBC@": (stage / "lib/redial/GLIBC").read_text().strip(),
        "@UNPACKED_KIB@": str(kibibytes(stage)),
    }
    for placeholder, fact in facts.items():
        text = text.replace(placeholder, fact)
    length_of_checksum = hashlib.sha256().digest_size * 2
    text = text.replace("@CHECKSUM@", "")
    # The script's size, in as many characters as its placeholder has.
    placeholder = "@SCRIPT_BYTES@"
    size = len(text.encode()) + length_of_checksum
    text = text.replace(placeholder, str(size).ljust(len(placeholder)))
    checksum = hashlib.sha256(text.encode() + packed).hexdigest()
    return text.replace("\nchecksum=\n", f"\nchecksum={checksum}\n").encode() + packed


def main(stage, name, version, folder):
    stage, folder = pathlib.Path(stage), pathlib.Path(folder)
    packed = archive(stage, name, int(os.environ["SOURCE_DATE_EPOCH"]))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.txz").write_bytes(packed)
    program = folder / f"{name}.run"
    program.write_bytes(installer(stage, packed, version))
    program.chmod(0o755)


if __name__ == "__main__":
    if len(sys.argv) != 5 or "SOURCE_DATE_EPOCH" not in os.environ:
        sys.exit("Usage: SOURCE_DATE_EPOCH=SECONDS pack.py STAGE NAME VERSION FOLDER")
    main(*sys.argv[1:])
