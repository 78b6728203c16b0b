#!/usr/bin/env python3
"""Fails if the imports of src/ form a circle of files, or go up in the picture of ARCHITECTURE.md.

    scripts/imports.py [SRC]
"""
import re
import sys
from collections import defaultdict
from pathlib import Path

SRC = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "src"
ARCHITECTURE = Path(__file__).parent.parent / "ARCHITECTURE.md"


def layers():
    """For each module its line in the picture, counted from the top."""
    picture = next(part for part in ARCHITECTURE.read_text().split("```")[1::2] if part.startswith("text\ncli "))
    lines = [line.partition("│")[0].split() for line in picture.splitlines()[1:]]
    return {module: depth for depth, line in enumerate(lines) for module in line}


def module_of(path):
    parts = list(path.relative_to(SRC).with_suffix("").parts)
    return tuple(parts[:-1] if parts[-1] in ("mod", "lib", "main") else parts)


def code_of(path):
    """The text without comments and without the tests at its end."""
    text = re.sub(r"//[^\n]*", "", path.read_text())
    return re.split(r"#\[cfg\(test\)\]\s*mod \w+\s*\{", text)[0]


def trees(text):
    """Every path that a use declaration names, and whether others may import through it."""
    for public, tree in re.findall(r"^\s*(pub(?:\([^)]*\))? )?use ([^;]+);", text, re.M):
        for path in expand(re.sub(r"\s+", "", re.sub(r"\s+as\s+", " as ", tree))):
            yield bool(public), path


def expand(tree):
    """The paths of `a::{b, c::d}`."""
    head, brace, rest = tree.partition("{")
    if not brace:
        yield head.split(" as ")[0].split("::"), head.split(" as ")[-1].split("::")[-1]
        return
    depth, part = 0, ""
    for c in rest[:-1] + ",":
        depth += (c == "{") - (c == "}")
        if c == "," and depth == 0:
            if part:
                yield from expand(head + part)
            part = ""
        else:
            part += c


FILES = {module_of(path): path for path in sorted(SRC.rglob("*.rs")) if path.name != "main.rs"}
CODE = {module: code_of(path) for module, path in FILES.items()}


def absolute(segments, module):
    """The path from the root of the crate; None for another crate's."""
    first, *rest = segments
    if first in ("crate", "bouncedex"):
        return tuple(rest)
    if first == "self":
        return module + tuple(rest)
    if first == "super":
        while rest and rest[0] == "super":
            module, rest = module[:-1], rest[1:]
        return module[:-1] + tuple(rest)
    return module + tuple(segments) if module + (first,) in FILES else None


REEXPORTS = defaultdict(dict)
for module, text in CODE.items():
    for public, (segments, name) in trees(text):
        path = absolute(segments, module)
        if public and path:
            REEXPORTS[module][name] = path


def home_of(path, depth=0):
    """The module in whose file the last name of a path stands."""
    for end in range(len(path), -1, -1):
        if path[:end] in FILES:
            name = path[end] if end < len(path) else None
            moved = REEXPORTS[path[:end]].get(name)
            if moved and moved != path and depth < 8:
                return home_of(moved, depth + 1)
            return path[:end]
    return ()


def imports_of(module):
    text = CODE[module]
    found = set()
    aliases = {}
    for _, (segments, name) in trees(text):
        path = absolute(segments, module)
        if path is not None:
            aliases[name] = path
            # What is imported as a module counts where something of it is named.
            if path not in FILES:
                found.add(home_of(path))
    children = {path[-1]: path for path in FILES if path[:-1] == module and path}
    body = re.sub(r"^\s*(pub(?:\([^)]*\))? )?use [^;]+;", "", text, flags=re.M)
    for match in re.finditer(r"(?<![\w:])((?:\w+::)+\w+)", body):
        segments = match[1].split("::")
        start = {**children, **aliases}.get(segments[0])
        path = start + tuple(segments[1:]) if start else absolute(segments, module)
        if path:
            found.add(home_of(path))
    # A file and the module that it is a part of are one: `super::` is no way back.
    return {target for target in found if target and module[: len(target)] != target}


EDGES = {module: imports_of(module) for module in FILES if module}


def circles():
    """Strongly connected components of more than one file (Tarjan)."""
    index, low, stack, out, count = {}, {}, [], [], 0

    def visit(v):
        nonlocal count
        index[v] = low[v] = count = count + 1
        stack.append(v)
        for w in EDGES.get(v, ()):
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in stack:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            component = []
            while not component or component[-1] != v:
                component.append(stack.pop())
            if len(component) > 1:
                out.append(component)

    for v in EDGES:
        if v not in index:
            visit(v)
    return out


wrong = []
for circle in circles():
    wrong.append("a circle of imports:")
    for module in sorted(circle):
        targets = sorted("::".join(t) for t in EDGES[module] if t in circle)
        wrong.append(f"  {'::'.join(module)} -> {', '.join(targets)}")
depths = layers()
wrong += [f"{name} is not in the picture of ARCHITECTURE.md" for name in sorted({m[0] for m in EDGES} - set(depths))]
for module, targets in sorted(EDGES.items()):
    for target in sorted(targets):
        if depths.get(target[0], 0) < depths.get(module[0], 0):
            wrong.append(f"{'::'.join(module)} reaches up to {'::'.join(target)}")
if wrong:
    sys.exit("\n".join(wrong))
print(f"{len(EDGES)} files, no circle of imports")
