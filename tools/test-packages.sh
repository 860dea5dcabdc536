#!/usr/bin/env bash
# Packs everything, looks into the packages, and uses them as others do: the samples of a third party, projects made from the templates, the installed tool.
# Packages get a version that never was and are unpacked into a folder of their own, so that no older ones are tested. Ends with the numbers of tests.
set -uo pipefail
cd "$(dirname "$0")/.."
root=$PWD
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)-ci.$(date -u +%Y%m%d%H%M%S)
before=$(mktemp)
tools/pack.sh --version "$version" || exit 1
# A tool that is in use must not lose its native library because somebody packs.
touched=$(find src/*/bin src/*/obj templates/bin templates/obj -type f -newer "$before" 2>/dev/null | head -n 3)
rm -f "$before"
[ -z "$touched" ] || { echo "pack.sh wrote outside of artifacts: $touched"; exit 1; }
dotnet build tests/Kif.Packages.Tests -v q -warnaserror || exit 1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
NUGET_FALLBACK_PACKAGES=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
export NUGET_FALLBACK_PACKAGES NUGET_PACKAGES=$work/packages KifVersion=$version
export KIF_PACKAGES=$root/artifacts/packages KIF_PACKAGES_VERSION=$version KIF_SAMPLES=$root/samples/ThirdParty
code=0
(cd samples/ThirdParty && dotnet build ThirdParty.Tests -v q -warnaserror && dotnet test --project ThirdParty.Tests/ThirdParty.Tests.csproj --no-build) 2>&1 | tee "$work/samples.log" || code=1
dotnet test --project tests/Kif.Packages.Tests/Kif.Packages.Tests.csproj --no-build 2>&1 | tee "$work/packages.log" || code=1
sum() { for log in "$work"/*.log; do grep -E "^ *$1: [0-9]" "$log" | tail -n 1; done | awk '{ n += $2 } END { print n + 0 }'; }
echo "packages: $(sum succeeded) passed, $(sum failed) failed, $(sum skipped) skipped"
exit "$code"
