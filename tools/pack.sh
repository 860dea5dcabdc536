#!/usr/bin/env bash
# Packs every library, the tool and the templates into artifacts/packages.
# What is built for it lies in artifacts/pack and nowhere else: the tool in src/Kif.Cli/bin keeps running meanwhile.
#   tools/pack.sh [--version 0.2.0-rc.1] [--output FOLDER] [--baseline FOLDER] [--without-libtorch]
# --baseline names a folder with the packages of the release before: a member that is gone or changed since is then an error.
# --without-libtorch makes a tool that needs KIF_LIBTORCH (24 MB instead of 142).
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
output=$PWD/artifacts/packages properties=() version=()
while [ $# -gt 0 ]; do
  case $1 in
    --version) properties+=("-p:Version=$2"); version=(--version "$2"); shift 2 ;;
    --output) output=$(realpath -m "$2"); shift 2 ;;
    --baseline) baseline=$(realpath "$2"); properties+=("-p:KifBaseline=$(realpath "$2")"); shift 2 ;;
    --without-libtorch) properties+=(-p:ToolLibtorch=false); shift ;;
    *) echo "pack.sh: unknown argument '$1'" >&2; exit 2 ;;
  esac
done
[ "${baseline:-}" != "$output" ] || { echo "pack.sh: the baseline is the output folder, which is emptied first" >&2; exit 2; }
mkdir -p "$output" && rm -f "$output"/Kif.*.nupkg "$output"/Kif.*.snupkg "$output"/kif.cdx.json
dotnet pack tools/packages.slnf -c Release -o "$output" --artifacts-path "$PWD/artifacts/pack" -p:ContinuousIntegrationBuild=true -p:KifLocked=false -nodeReuse:false -v q -nologo ${properties[@]+"${properties[@]}"}
# The bill of materials: what the locks of the libraries and the tool say.
python3 tools/sbom.py --output "$output/kif.cdx.json" ${version[@]+"${version[@]}"}
# NuGet keeps what it has unpacked and never asks for an equal version again: a package that was made anew would not be seen.
cache=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
for package in "$output"/*.nupkg; do
  name=$(basename "$package" .nupkg | tr '[:upper:]' '[:lower:]')
  id=$(sed -E 's/\.[0-9]+\.[0-9]+\.[0-9]+.*$//' <<<"$name")
  rm -rf "${cache%/}/$id/${name#"$id".}"
done
ls -l --block-size=kB "$output" | awk 'NR > 1 { print $5, $NF }'
