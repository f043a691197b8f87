#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""stage.py BUILD STAGE VERSION: Redial as it lies below a prefix, with everything it needs from Qt and OpenSSL inside.

Writes below STAGE (which must not exist):
  bin/            redial and redial-desktop, links into lib/redial/bin
  lib/redial/     bin (programs, qt.conf), lib, plugins, licenses, sbom.spdx.json, VERSION, uninstall
  share/          what the desktop, man and the shells look for
The C library and the compiler's runtime are the system's; every other library comes along, with the run path $ORIGIN.
Runs on the machine that built; takes the libraries from the Debian packages installed there.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys

import materials

here = pathlib.Path(__file__).resolve().parent
plugin_root = pathlib.Path("/usr/lib") / "x86_64-linux-gnu/qt6/plugins"
# The system's own: the C library (it must fit the kernel and the loader) and the compiler's runtime (it must be at least
# as new as the system's graphics drivers want it).
system_libraries = re.compile(
    r"^(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util|anl|stdc\+\+|gcc_s|nss_.*)\.so.*|linux-vdso.*)$")
# Opened by name while running, so no program names them: TLS, and with it every wss:// connection.
opened_by_name = ["libssl.so.3", "libcrypto.so.3"]
plugins = [
    "platforms/libqxcb.so",
    "platforms/libqwayland-generic.so",
    "platforms/libqoffscreen.so",
    "wayland-shell-integration/libxdg-shell.so",
    "wayland-decoration-client/libbradient.so",
    "platforminputcontexts/libcomposeplatforminputcontextplugin.so",
    "platforminputcontexts/libibusplatforminputcontextplugin.so",
    "tls/libqopensslbackend.so",
    "iconengines/libqsvgicon.so",
    "imageformats/libqsvg.so",
]
sqlite = "sqldrivers/libqsqlite.so"


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def libraries_of(file):
    """Name -> path of all libraries that the file needs, directly or not, without the system's."""
    found = {}
    for line in run("ldd", file).splitlines():
        match = re.match(r"\s*(\S+) => (/\S+) \(", line)
        if match and not system_libraries.match(match[1]):
            found[match[1]] = pathlib.Path(match[2])
        elif "not found" in line:
            sys.exit(f"{file} needs {line.split()[0]}, which is not installed here.")
    return found


def library_named(name):
    for line in run("/sbin/ldconfig", "-p").splitlines():
        if line.split(" ", 1)[0].strip() == name and "x86-64" in line:
            return pathlib.Path(line.rsplit(" ", 1)[1])
    sys.exit(f"{name} is not installed here; install libssl3.")


def install_program_files(build, stage):
    """What `cmake --install` brings, with the programs moved to lib/redial/bin and links in their place."""
    for component in ("redial", "desktop"):
        run("cmake", "--install", build, "--component", component, "--prefix", stage, "--strip")
    own = stage / "lib/redial/bin"
    own.mkdir(parents=True)
    for program in ("redial", "redial-desktop"):
        os.rename(stage / "bin" / program, own / program)
        os.symlink(f"../lib/redial/bin/{program}", stage / "bin" / program)
    # Debian's own documents belong to its packages; the licences of everything come in lib/redial/licenses.
    shutil.rmtree(stage / "share/doc")
    # Where zsh itself, rather than Debian's, looks.
    os.rename(stage / "share/zsh/vendor-completions", stage / "share/zsh/site-functions")
    (own / "qt.conf").write_text("[Paths]\nPrefix=..\nPlugins=plugins\nTranslations=translations\n")
    return [own / "redial", own / "redial-desktop"]


def copy_libraries(own, programs):
    """Copies plugins and libraries; returns the path of each copy with the one it was made from."""
    wanted = {name: library_named(name) for name in opened_by_name}
    for program in programs:
        wanted.update(libraries_of(program))
    origin = {}
    chosen = plugins + ([sqlite] if any(name.startswith("libQt6Sql.") for name in wanted) else [])
    for plugin in chosen:
        source, target = plugin_root / plugin, own / "plugins" / plugin
        if not source.exists():
            sys.exit(f"{source} is not installed here; run packaging/install-packages package.")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
        origin[target] = source
        wanted.update(libraries_of(source))
    for path in list(wanted.values()):
        wanted.update(libraries_of(path))
    (own / "lib").mkdir()
    for name, source in sorted(wanted.items()):
        target = own / "lib" / name
        shutil.copy(os.path.realpath(source), target)
        origin[target] = source
    # Qt asks for libssl.so first: without a link it takes the system's where libssl-dev is installed, and two OpenSSLs in
    # one process cannot tell why a certificate is refused.
    for name in opened_by_name:
        os.symlink(name, own / "lib" / name.removesuffix(".3"))
    return origin


def set_run_paths(own, programs, copies):
    for file in programs:
        run("patchelf", "--set-rpath", "$ORIGIN/../lib", file)
    for file in sorted(copies):
        os.chmod(file, 0o644)
        run("patchelf", "--set-rpath", "$ORIGIN/../../lib" if "plugins" in file.parts else "$ORIGIN", file)


def newest_c_library_wanted(files):
    """The version of glibc that the system must have at least, as "2.36"."""
    versions = set()
    for file in files:
        versions.update(re.findall(r"GLIBC_(\d+)\.(\d+)", run("readelf", "-W", "--version-info", file)))
    return "%d.%d" % max((int(major), int(minor)) for major, minor in versions)


def make_modes_equal(stage):
    """Modes and links that depend on nobody's umask."""
    for path in stage.rglob("*"):
        if path.is_symlink():
            continue
        executable = path.is_dir() or path.parent.name == "bin" and path.suffix == "" or path.name == "uninstall"
        path.chmod(0o755 if executable else 0o644)


def main(build, stage, version):
    build, stage = pathlib.Path(build).resolve(), pathlib.Path(stage).resolve()
    stage.mkdir(parents=True)
    programs = install_program_files(build, stage)
    own = stage / "lib/redial"
    origin = copy_libraries(own, programs)
    set_run_paths(own, programs, origin)
    shutil.copy(here / "uninstall.sh", own / "uninstall")
    os.symlink("../lib/redial/uninstall", stage / "bin/redial-uninstall")
    needed = newest_c_library_wanted(list(origin) + programs)
    (own / "VERSION").write_text(f"{version}\n")
    (own / "GLIBC").write_text(f"{needed}\n")
    materials.write(own, origin, programs, version)
    make_modes_equal(stage)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("Usage: stage.py BUILD STAGE VERSION")
    main(*sys.argv[1:])
