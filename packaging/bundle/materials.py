"""The bill of materials of a bundle: where each file comes from, under which licence, and the licences' texts.
# SPDX-License-Identifier: MIT

licenses.tsv says for each Debian package its SPDX licence expression; a bundled file from a package that is not in the
table ends the packaging, so that nothing is shipped whose licence nobody looked at.
"""
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

here = pathlib.Path(__file__).resolve().parent
common_licenses = pathlib.Path("/usr/share/common-licenses")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def licence_table():
    rows = (line.split("\t") for line in (here / "licenses.tsv").read_text().splitlines()
            if line and not line.startswith("#"))
    return {package: expression for package, expression in rows}


def package_of(file):
    """The Debian package of an installed file; /lib and /usr/lib are the same folder, and dpkg knows only one name."""
    real = os.path.realpath(file)
    for path in (real, str(file), re.sub("^/usr", "", real), re.sub("^/usr", "", str(file))):
        try:
            return run("dpkg", "-S", path).split(":", 1)[0]
        except subprocess.CalledProcessError:
            continue
    sys.exit(f"{file} belongs to no Debian package, so its licence is unknown.")


def checksum(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def facts_about(package):
    form = "${Version}\t${source:Package}\t${source:Version}\t${Maintainer}"
    return run("dpkg-query", "-W", f"-f={form}\n", package).splitlines()[0].split("\t")


def spdx_id(text):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", text)


def package_entry(package, expression):
    version, source, source_version, maintainer = facts_about(package)
    return {
        "SPDXID": spdx_id(f"Package-{package}"),
        "name": package,
        "versionInfo": version,
        "supplier": "Organization: Debian",
        "originator": "NOASSERTION",
        "downloadLocation": f"https://snapshot.debian.org/package/{source}/{source_version}/",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": expression,
        "copyrightText": "NOASSERTION",
        "comment": f"Debian source package {source} {source_version}, maintained by {maintainer}; "
                   f"copyright and licence texts in licenses/{package}.txt",
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": f"pkg:deb/debian/{package}@{version}?arch=amd64&distro=bookworm",
        }],
    }


def own_entry(version):
    return {
        "SPDXID": "SPDXRef-Package-redial",
        "name": "redial",
        "versionInfo": version,
        "supplier": "Organization: The Redial developers",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "MIT",
        "licenseDeclared": "MIT",
        "copyrightText": "2026 The Redial developers",
    }


def file_entry(own, file, package, expression):
    return {
        "SPDXID": spdx_id(f"File-{file.relative_to(own)}"),
        "fileName": f"./lib/redial/{file.relative_to(own)}",
        "fileTypes": ["BINARY"],
        "checksums": [{"algorithm": "SHA256", "checksumValue": checksum(file)}],
        "licenseConcluded": "NOASSERTION",
        "licenseInfoInFiles": ["NOASSERTION"],
        "copyrightText": "NOASSERTION",
        "comment": f"from {package}, {expression}; the run path was changed",
    }


def related(left, kind, right):
    return {"spdxElementId": left, "relationshipType": kind, "relatedSpdxElement": right}


def document(own, packages, expressions, programs, version):
    """`packages`: package -> its files in the bundle."""
    entries, files = [own_entry(version)], []
    relations = [related("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Package-redial")]
    for program in programs:
        files.append(file_entry(own, program, "redial", "MIT"))
        relations.append(related("SPDXRef-Package-redial", "CONTAINS", files[-1]["SPDXID"]))
    for package, members in sorted(packages.items()):
        entries.append(package_entry(package, expressions[package]))
        relations.append(related("SPDXRef-Package-redial", "DEPENDS_ON", entries[-1]["SPDXID"]))
        for member in sorted(members):
            files.append(file_entry(own, member, package, expressions[package]))
            relations.append(related(entries[-1]["SPDXID"], "CONTAINS", files[-1]["SPDXID"]))
    sums = "".join(sorted(file["checksums"][0]["checksumValue"] for file in files))
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"])))
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"redial-{version}-linux-x86_64",
        # Unique for each content and the same for the same content.
        "documentNamespace": f"https://spdx.org/spdxdocs/redial-{version}-{hashlib.sha256(sums.encode()).hexdigest()}",
        "creationInfo": {"created": moment, "creators": ["Tool: redial packaging/bundle/materials.py"]},
        "packages": entries,
        "files": files,
        "relationships": relations,
        "hasExtractedLicensingInfos": [{
            "licenseId": "LicenseRef-XZ-Public-Domain",
            "name": "XZ Utils: public domain",
            "extractedText": "liblzma is in the public domain; see licenses/liblzma5.txt.",
        }],
    }


def write_licence_texts(own, packages):
    folder = own / "licenses"
    folder.mkdir()
    texts = (here.parent.parent / "LICENSE").read_text()
    (folder / "redial.txt").write_text(texts)
    for package in packages:
        text = pathlib.Path(f"/usr/share/doc/{package}/copyright").read_text(errors="replace")
        (folder / f"{package}.txt").write_text(text)
        texts += text
    # Debian's files point to the texts that many packages share, so those come along.
    for name in sorted(set(re.findall(r"/usr/share/common-licenses/([A-Za-z0-9.-]*[A-Za-z0-9])", texts))):
        source = common_licenses / name
        if source.exists():
            (folder / f"common-{name}.txt").write_text(source.read_text(errors="replace"))


def write(own, origin, programs, version):
    """Writes sbom.spdx.json and licenses/ below `own`. `origin`: each copied file with the installed one."""
    packages = {}
    for copy, source in origin.items():
        packages.setdefault(package_of(source), []).append(copy)
    expressions = licence_table()
    unknown = sorted(package for package in packages if package not in expressions)
    if unknown:
        sys.exit("packaging/bundle/licenses.tsv has no line for " + ", ".join(unknown))
    text = json.dumps(document(own, packages, expressions, programs, version), indent=1, sort_keys=True)
    (own / "sbom.spdx.json").write_text(text + "\n")
    write_licence_texts(own, sorted(packages))
