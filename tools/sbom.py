#!/usr/bin/env python3
"""Writes a bill of materials (CycloneDX 1.6, JSON) of every package that the libraries and the tool are built with.

    tools/sbom.py --output FILE [--version 0.2.0] [--packages FOLDER]

Names, versions and content hashes come from src/*/packages.lock.json and nowhere else; licenses and hashes of files from the packages as NuGet keeps them
(--packages; default: NUGET_PACKAGES, or ~/.nuget/packages), without a network. A package that is not restored there is an error.
"""
import argparse
import base64
import json
import os
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent


def locked(file):
    """The packages of a lock file, by name and version: the hash of the content, and what it is to the project."""
    found, projects = {}, set()
    for framework in json.loads(file.read_text(encoding="utf-8"))["dependencies"].values():
        for name, package in framework.items():
            if package["type"] == "Project":
                projects.add(name)
            else:
                found[name, package["resolved"]] = package
    return found, projects


def folder_of(name, version, folders):
    for folder in folders:
        own = pathlib.Path(folder) / name.lower() / version.lower()
        if own.is_dir():
            return own
    sys.exit(f"sbom.py: {name} {version} is not restored in {', '.join(map(str, folders))}; run dotnet restore Kif.sln first")


def license_of(folder, name):
    metadata = xml.parse(folder / f"{name.lower()}.nuspec").getroot()[0]
    fields = {re.sub(r"\{.*\}", "", child.tag): child for child in metadata}
    said = fields.get("license")
    if said is not None and said.get("type") == "expression":
        return [{"expression": said.text.strip()}]
    if said is not None:
        return [{"license": {"name": f"in the package: {said.text.strip()}"}}]
    if "licenseUrl" in fields:
        return [{"license": {"name": "by address", "url": fields["licenseUrl"].text.strip()}}]
    return [{"license": {"name": "none is said"}}]


def component(name, version, package, folders, build_only):
    folder = folder_of(name, version, folders)
    entry = {
        "type": "library", "bom-ref": f"pkg:nuget/{name}@{version}", "name": name, "version": version,
        "scope": "excluded" if build_only else "required", "licenses": license_of(folder, name), "purl": f"pkg:nuget/{name}@{version}",
        "properties": [{"name": "nuget:contentHash", "value": package["contentHash"]}],
    }
    for file in folder.glob("*.nupkg.sha512"):
        entry["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(file.read_text()).hex()}]
    return entry


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--output", required=True)
    arguments.add_argument("--version", default=re.search("<Version>(.*?)</Version>", (ROOT / "Directory.Build.props").read_text()).group(1))
    arguments.add_argument("--packages", action="append")
    given = arguments.parse_args()
    places = given.packages or [os.environ.get("NUGET_PACKAGES") or pathlib.Path.home() / ".nuget" / "packages",
                                *filter(None, os.environ.get("NUGET_FALLBACK_PACKAGES", "").split(";"))]
    locks = sorted(ROOT.glob("src/*/packages.lock.json"))
    if not locks:
        sys.exit("sbom.py: there are no lock files; run dotnet restore Kif.sln first")
    packages, depends = {}, []
    for lock in locks:
        found, projects = locked(lock)
        packages.update(found)
        own = {p.lower(): p for p in (f.parent.name for f in locks)}
        depends.append({"ref": f"pkg:nuget/{lock.parent.name}@{given.version}",
                        "dependsOn": sorted([f"pkg:nuget/{n}@{v}" for n, v in found] + [f"pkg:nuget/{own[p]}@{given.version}" for p in projects])})
    # Of a package with analyzers alone nothing is shipped.
    entries = [component(name, version, packages[name, version], places, build_only=name.endswith("Analyzers")) for name, version in sorted(packages)]
    document = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": {"type": "library", "bom-ref": "kif", "name": "Kif", "version": given.version,
                                   "components": [{"type": "application" if f.parent.name == "Kif.Cli" else "library", "name": f.parent.name,
                                                   "version": given.version, "bom-ref": f"pkg:nuget/{f.parent.name}@{given.version}"} for f in locks]}},
        "components": entries, "dependencies": depends,
    }
    pathlib.Path(given.output).write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{given.output}: {len(entries)} packages of {len(locks)} projects")


if __name__ == "__main__":
    main()
