#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""materials.py FOLDER: the bill of materials in FOLDER (lib/redial of a bundle) against the files that are there."""
import hashlib
import json
import pathlib
import sys


def complaints(folder):
    bill = json.loads((folder / "sbom.spdx.json").read_text())
    if bill["spdxVersion"] != "SPDX-2.3" or bill["dataLicense"] != "CC0-1.0":
        yield "not an SPDX 2.3 document"
    listed = {file["fileName"].removeprefix("./lib/redial/"): file for file in bill["files"]}
    shipped = {str(path.relative_to(folder)) for path in folder.rglob("*")
               if path.is_file() and not path.is_symlink() and path.read_bytes()[:4] == b"\x7fELF"}
    for name in sorted(shipped ^ set(listed)):
        yield f"{name} is {'not listed' if name in shipped else 'listed and not there'}"
    for name in sorted(shipped & set(listed)):
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if digest != listed[name]["checksums"][0]["checksumValue"]:
            yield f"{name} has another checksum"
    for package in bill["packages"]:
        text = folder / "licenses" / f"{package['name']}.txt"
        if not text.exists() or text.stat().st_size < 200:
            yield f"{package['name']} has no licence text"
        if package["licenseDeclared"] in ("", "NOASSERTION"):
            yield f"{package['name']} has no licence"
    known = {entry["SPDXID"] for part in ("packages", "files") for entry in bill[part]} | {"SPDXRef-DOCUMENT"}
    contained = set()
    for relation in bill["relationships"]:
        if not {relation["spdxElementId"], relation["relatedSpdxElement"]} <= known:
            yield f"a relationship names what is not there: {relation}"
        if relation["relationshipType"] == "CONTAINS":
            contained.add(relation["relatedSpdxElement"])
    for name, file in listed.items():
        if file["SPDXID"] not in contained:
            yield f"{name} belongs to no package"
    print(f"{len(bill['packages'])} packages, {len(listed)} files")


found = list(complaints(pathlib.Path(sys.argv[1])))
print("\n".join(found))
sys.exit(bool(found))
