#!/usr/bin/env python3
"""Writes docs/public-api.md: every public type, what it is (the first sentence of its documentation) and why it is public.

Build the solution first: the sentences come from the documentation files of the Debug build.
"""
import html
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Heading, reason, and the projects and namespaces whose public types are listed there.
GROUPS = [
    ("Contracts", "Extensions implement these contracts, and are given and return these values.", ["Abstractions"], "Kif"),
    ("Options of strategies", "They are set in code, in files and on the command line.", ["Strategies", "Baselines"], "Kif"),
    ("Pipeline", "Programs learn, compare and evaluate with these types, as the command line does.", ["Pipeline"], "Kif"),
    ("Models", "Models are loaded, trained, asked and written without any strategy, too.", ["Models"], "Kif.Models"),
    ("Tokenizers", "Tokenizers are usable alone.", ["Models"], "Kif.Tokenizers"),
    ("ML.NET", "Pipelines of ML.NET use the catalog and what it returns.", ["Pipeline"], "Kif.ML"),
    ("Reports", "Programs write reports, too.", ["Reports"], "Kif.Reports"),
    ("Serving", "Web applications add its addresses and set its limits.", ["Serving"], "Kif.Serving"),
    ("Microsoft.Extensions.AI", "Programs ask models and score answers through its interfaces.", ["Extensions.AI", "Extensions.AI.Evaluation"], "Kif"),
    ("Hosting", "Hosts register learning, hand tasks to it and ask the model that answers.", ["Hosting"], "Kif"),
    ("Conformance kit", "Tests of extensions inherit from it.", ["Testing"], "Kif.Testing"),
]
NAMESPACES = sorted({namespace for *_, namespace in GROUPS}, key=len, reverse=True)


def namespace_of(name):
    return next((n for n in NAMESPACES if name.startswith(n + ".")), "")


def public_types(project):
    lines = (ROOT / f"src/Kif.{project}/PublicAPI.Unshipped.txt").read_text(encoding="utf-8-sig").splitlines()
    lines += (ROOT / f"src/Kif.{project}/PublicAPI.Shipped.txt").read_text(encoding="utf-8-sig").splitlines()
    names = {re.sub(r"^(static|abstract|virtual|override|readonly) ", "", line) for line in lines if line and line[0] != "#" and "->" not in line}
    return sorted(n for n in names if re.fullmatch(r"[\w.]+(<[\w, ]+>)?", n))


def sentences(project):
    text = (ROOT / f"src/Kif.{project}/bin/Debug/net10.0/Kif.{project}.xml").read_text(encoding="utf-8-sig")
    found = {}
    for name, body in re.findall(r'<member name="T:([^"]+)">(.*?)</member>', text, re.S):
        summary = re.search(r"<summary>(.*?)</summary>", body, re.S)
        if not summary:
            continue
        plain = re.sub(r'<(?:see|paramref|typeparamref) \w+="(?:[A-Z]:)?([^"]+)" ?/>', lambda m: m[1].split("(")[0].split(".")[-1].split("`")[0], summary[1])
        plain = html.unescape(re.sub(r"<[^>]+>", "", plain))
        plain = " ".join(plain.split())
        found[name] = re.match(r".*?[.](?= |$)", plain + " ")[0] if "." in plain else plain
    return found


def main():
    rows = {heading: [] for heading, *_ in GROUPS}
    for project in sorted({p for _, _, projects, _ in GROUPS for p in projects}):
        known = sentences(project)
        for name in public_types(project):
            heading = next((h for h, _, projects, namespace in GROUPS if project in projects and namespace == namespace_of(name)), None)
            if heading is None:
                sys.exit(f"{name} of Kif.{project} is in no group; its namespace is not one of the project's")
            arity = name.count(",") + 1 if "<" in name else 0
            text = known.get(re.sub(r"<.*", "", name) + (f"`{arity}" if arity else ""), "")
            rows[heading].append((name.removeprefix("Kif."), text.replace("|", "\\|")))
    total = sum(map(len, rows.values()))
    out = [f"# The public surface: {total} types, and why each is public", "",
           "Everything that is not needed from outside is internal.",
           "Every public type and member is documented (the build refuses one that is not), changes of the surface show in `PublicAPI.Unshipped.txt` of each",
           "project, and packages are compared with the release before ([packages](packages.md)).",
           "This page is made by `tools/public-surface.py`; a test compares it with the assemblies.", ""]
    for heading, reason, *_ in GROUPS:
        out += [f"## {heading} ({len(rows[heading])})", "", reason, "", "| type | summary |", "|---|---|"]
        out += [f"| `{name}` | {text} |" for name, text in sorted(rows[heading])]
        out.append("")
    (ROOT / "docs/public-api.md").write_text("\n".join(out), encoding="utf-8")
    print(f"docs/public-api.md: {total} types")


if __name__ == "__main__":
    main()
