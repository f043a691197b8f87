#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Adds up the JUnit reports of one ctest run and prints `N passed, N failed[, N skipped]`.

junit_totals.py FOLDER: reads FOLDER/ctest.xml (written by ctest --output-junit) and FOLDER/<program>.xml
(written by each QtTest program). A program that failed without a failed test of its own (a crash, a
time-out, a leak reported at exit) counts as one failure; a ctest test without a QtTest report counts
as one. Exit status: 0 if something ran and nothing failed, else 1.
"""
import pathlib
import sys
import xml.etree.ElementTree as xml

BOOKKEEPING = ("initTestCase", "cleanupTestCase")


def read_program(path):
    """The (passed, failed names, skipped) of one QtTest report, or None if there is none or it is cut off."""
    try:
        suite = xml.parse(path).getroot()
    except (OSError, xml.ParseError):
        return None
    passed, skipped, failed = 0, 0, []
    for case in suite.iter("testcase"):
        name = case.get("name", "?")
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(f"{path.stem}: {name}")
        elif case.find("skipped") is not None:
            skipped += 1
        elif name not in BOOKKEEPING:
            passed += 1
    return passed, failed, skipped


def add_up(folder):
    passed, skipped, failed = 0, 0, []
    for case in xml.parse(folder / "ctest.xml").getroot().iter("testcase"):
        name, ok = case.get("name"), case.get("status") == "run"
        if case.get("status") == "disabled":
            continue
        program = read_program(folder / f"{name}.xml")
        if program is None:
            if ok:
                passed += 1
            else:
                failed.append(f"{name} (no report: it crashed, timed out or could not start)")
            continue
        passed += program[0]
        skipped += program[2]
        failed += program[1]
        if not ok and not program[1]:
            failed.append(f"{name} (its tests passed, but the program failed: see its output)")
    return passed, failed, skipped


def main():
    passed, failed, skipped = add_up(pathlib.Path(sys.argv[1]))
    for name in failed:
        print(f"FAILED {name}")
    print(f"{passed} passed, {len(failed)} failed" + (f", {skipped} skipped" if skipped else ""))
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
