#!/usr/bin/env python3
"""Refuses an include that points up or sideways in the house (src/layers.txt)."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s*"([a-z_]+)/')


def rows(path):
    lines = [line.split("#")[0].split() for line in path.read_text().splitlines()]
    lines = [line for line in lines if line]
    return {module: len(lines) - i for i, line in enumerate(lines) for module in line}


def breaches(root):
    row_of = rows(root / "src" / "layers.txt")
    for file in sorted((root / "src").rglob("*")):
        if file.suffix not in (".cpp", ".hpp"):
            continue
        module = file.relative_to(root / "src").parts[0]
        if module not in row_of:
            yield f"{file.relative_to(root)}: module '{module}' has no row in src/layers.txt"
            continue
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            found = INCLUDE.match(line)
            if not found or found[1] == module:
                continue
            where = f"{file.relative_to(root)}:{number}"
            if found[1] not in row_of:
                yield f"{where}: includes unknown module '{found[1]}'"
            elif row_of[found[1]] >= row_of[module]:
                yield f"{where}: '{module}' (row {row_of[module]}) includes '{found[1]}' (row {row_of[found[1]]})"


if __name__ == "__main__":
    found = list(breaches(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT))
    print("\n".join(found) if found else "layers: kept")
    sys.exit(1 if found else 0)
