"""Gathers code and documentation that is installed on the machine that runs this script.

Nothing is downloaded and nothing of it is shipped. Four kinds of texts:
- code: Python sources of the standard library and the installed packages,
- typescript: TypeScript and JavaScript sources of the npm packages of this repository,
- docs: .md, .rst and .txt files of both (licences, change logs, lists and tables left out) and, for
  training only, the descriptions of Python packages,
- docstrings: the documentation written inside one Python file, joined.

The split of a Python or documentation file depends on the hash of its content alone, so copies of
one file never sit on both sides, nor do a file and its docstrings. npm packages, which ship one
module in several builds, are split by the package's name.
"""

import ast
import hashlib
import os
import re
import site
import sysconfig
from multiprocessing import Pool
from pathlib import Path

KINDS = ("code", "typescript", "docs", "docstrings")
CODE_BYTES = (2_500, 60_000)
CODE_TOTAL = 200_000_000  # characters
DOC_BYTES = (200, 400_000)
SHORT_DOC = 4_000  # shorter files of one folder are joined until they are longer than that
DOCSTRING_SOURCE_BYTES = 400_000
LEAST_DOCSTRINGS = 4_000  # characters
# Of the files (npm: of the packages) held out, and kept for calibration.
PER_MILLE = {"code": (30, 5), "docs": (60, 25), "npm": (60, 20)}
# Texts that nearly every package repeats, and lists that are not prose.
NOT_DOCS = re.compile(
    r"licen[cs]e|copying|notice|authors|cmakelists|requirements|top_level|sources\.txt|entry_points"
    r"|third.?party|installed-files|vocab|words|changelog|^changes|^history",
    re.I,
)
DOC_SUFFIXES = (".md", ".rst", ".txt")
WEB_SUFFIXES = (".ts", ".js", ".mjs")

# (kind, digest of the file, split, text)
Found = tuple[str, bytes, str, str]


def default_roots() -> list[Path]:
    paths = [sysconfig.get_paths()["stdlib"], *site.getsitepackages(), "/usr/lib/python3"]
    paths += ["/usr/share/doc", "/usr/local", "/opt"]
    return [Path(p) for p in paths if Path(p).is_dir()]


def split_of(kind: str, content: bytes) -> str:
    """'train', 'heldout' or 'calibration', by content."""
    bucket = int.from_bytes(hashlib.sha256(content).digest()[:4], "big") % 1000
    held_out, calibration = PER_MILLE[kind]
    if bucket < held_out:
        return "heldout"
    return "calibration" if bucket < held_out + calibration else "train"


def is_code(text: str) -> bool:
    """False for tables of data and machine-written one-liners."""
    digits = sum(map(str.isdigit, text))
    return digits < 0.15 * len(text) and len(text) < 120 * (text.count("\n") + 1)


def is_prose(text: str) -> bool:
    letters = sum(c.isalpha() or c == " " for c in text)
    digits = sum(map(str.isdigit, text))
    return letters > 0.65 * len(text) and digits < 0.08 * len(text)


def read(path: str) -> tuple[bytes, str] | None:
    content = Path(path).read_bytes()
    try:
        return content, content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def docstrings(source: str) -> str:
    """All docstrings of a module in order of the file, two line breaks between."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return ""
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(tree) if isinstance(node, holders)]
    nodes.sort(key=lambda node: getattr(node, "lineno", 0))
    found = [ast.get_docstring(node) for node in nodes]
    return "\n\n".join(text for text in found if text)


def read_code(path: str) -> list[Found]:
    pair = read(path)
    if pair is None:
        return []
    content, text = pair
    digest, split = hashlib.sha256(content).digest(), split_of("code", content)
    out: list[Found] = []
    if CODE_BYTES[0] <= len(content) <= CODE_BYTES[1] and is_code(text):
        out.append(("code", digest, split, text))
    inside = docstrings(text)
    if len(inside) >= LEAST_DOCSTRINGS and is_prose(inside):
        out.append(("docstrings", digest, split, inside))
    return out


def read_docs(paths: list[str]) -> list[Found]:
    """The documentation of one folder, short files joined."""
    out: list[Found] = []
    waiting = ""
    for path in sorted(paths):
        pair = read(path)
        if pair is None:
            continue
        content, text = pair
        if path.endswith("METADATA"):  # headers first, then the package's README
            text = text.partition("\n\n")[2]
            if is_prose(text):
                out.append(("docs", hashlib.sha256(content).digest(), "train", text))
            continue
        if not is_prose(text):
            continue
        waiting += text.strip() + "\n\n"
        if len(waiting) >= SHORT_DOC:
            content = waiting.encode()
            out.append(
                ("docs", hashlib.sha256(content).digest(), split_of("docs", content), waiting)
            )
            waiting = ""
    return out


def read_package(package: tuple[str, list[str]]) -> list[Found]:
    """Sources and documentation of one npm package, all in one split."""
    name, paths = package
    split = split_of("npm", name.encode())
    out: list[Found] = []
    for path in paths:
        pair = read(path)
        if pair is None:
            continue
        content, text = pair
        kind = "docs" if path.endswith(".md") else "typescript"
        if (is_prose if kind == "docs" else is_code)(text):
            out.append((kind, hashlib.sha256(content).digest(), split, text))
    return out


def is_doc(name: str, size: int) -> bool:
    right_size = DOC_BYTES[0] <= size <= DOC_BYTES[1]
    return (
        right_size
        and (name == "METADATA" or name.endswith(DOC_SUFFIXES))
        and not NOT_DOCS.search(name)
    )


def walk(root: Path) -> list[tuple[str, str, int]]:
    """(folder, name, size) of every file below a folder, links left out."""
    out = []
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            if not os.path.islink(path):
                out.append((folder, name, os.path.getsize(path)))
    return out


def find(roots: list[Path]) -> tuple[list[str], list[list[str]]]:
    """Paths of Python sources, and of documentation by folder."""
    sources, docs = [], {}
    for folder, name, size in (file for root in roots for file in walk(root)):
        path = os.path.join(folder, name)
        if name.endswith(".py") and CODE_BYTES[0] <= size <= DOCSTRING_SOURCE_BYTES:
            sources.append(path)
        elif is_doc(name, size):
            docs.setdefault(folder, []).append(path)
    return sources, list(docs.values())


def find_packages(npm: Path) -> list[tuple[str, list[str]]]:
    """(name, paths of sources and documentation) of every package in a node_modules folder."""
    folders = [f for f in sorted(npm.iterdir()) if f.is_dir() and not f.name.startswith(".")]
    scopes = [f for f in folders if f.name.startswith("@")]
    folders = [f for f in folders if f not in scopes]
    folders += [f for scope in scopes for f in sorted(scope.iterdir()) if f.is_dir()]
    packages = []
    for root in folders:
        paths = []
        for folder, name, size in walk(root):
            source = name.endswith(WEB_SUFFIXES) and ".min." not in name
            if source and CODE_BYTES[0] <= size <= CODE_BYTES[1]:
                paths.append(os.path.join(folder, name))
            elif name.endswith(".md") and is_doc(name, size):
                paths.append(os.path.join(folder, name))
        packages.append((str(root.relative_to(npm)), paths))
    return packages


def gather(roots: list[Path], npm: Path) -> dict[str, dict[str, list[str]]]:
    """texts[kind][split], in an order that depends on the contents only."""
    sources, docs = find(roots)
    with Pool() as pool:
        parts = pool.map(read_code, sources, chunksize=64)
        parts += pool.map(read_docs, docs, chunksize=8)
        parts += pool.map(read_package, find_packages(npm), chunksize=1)
    files: dict[str, dict[bytes, tuple[str, str]]] = {kind: {} for kind in KINDS}
    for kind, digest, split, text in (found for part in parts for found in part):
        files[kind][digest] = (split, text)
    texts = {kind: {"train": [], "heldout": [], "calibration": []} for kind in KINDS}
    for kind in KINDS:
        total = 0
        for digest in sorted(files[kind]):
            split, text = files[kind][digest]
            total += len(text)
            if kind == "code" and total > CODE_TOTAL:
                break
            texts[kind][split].append(text)
    return texts
