#!/usr/bin/env python3
"""Checks the one-way rule of src/: a file includes only headers of its own module and of the modules that
src/CMakeLists.txt lets it depend on, and never by a relative path, which would go around the build's own check."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
MODULE = re.compile(r"crosstrail_module\((\w+)([^)]*)\)")
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


def allowed_modules():
    """Module -> set of modules it may include; cli, the last in the house, may include all."""
    allowed = {}
    for name, arguments in MODULE.findall((ROOT / "src/CMakeLists.txt").read_text()):
        words = arguments.split()
        depends = []
        if "DEPENDS" in words:
            for word in words[words.index("DEPENDS") + 1 :]:
                if word == "LIBRARIES":
                    break
                depends.append(word)
        unknown = [d for d in depends if d not in allowed]
        if unknown:
            sys.exit(f"src/CMakeLists.txt: {name} depends on {unknown}, declared below it")
        allowed[name] = {name}.union(*(allowed[d] for d in depends)) if depends else {name}
    allowed["cli"] = set(allowed) | {"cli"}
    return allowed


def main():
    allowed = allowed_modules()
    problems = []
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix not in (".cc", ".h"):
            continue
        relative = path.relative_to(ROOT / "src")
        module = relative.parts[0]
        if module not in allowed:
            problems.append(f"src/{relative}: folder {module} is no module of src/CMakeLists.txt")
            continue
        for include in INCLUDE.findall(path.read_text()):
            target = include.split("/")[0]
            if target not in allowed[module]:
                problems.append(f'src/{relative}: includes "{include}"; {module} may include only {sorted(allowed[module])}')
    print("\n".join(problems) or f"{len(allowed)} modules, no forbidden include")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
