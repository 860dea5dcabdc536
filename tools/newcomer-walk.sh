#!/usr/bin/env bash
# What a new user does, from an empty folder: installs the templates and the tool from a folder of packages, makes a strategy, changes its formula, runs its conformance
# tests, and compares it with kif-lora and ewc. Prints each command, its output and how long it took. Needs packages (tools/pack.sh) and no network beyond NuGet's cache.
#   tools/newcomer-walk.sh [FOLDER OF PACKAGES] [VERSION]
set -euo pipefail
packages=$(realpath "${1:-$(dirname "$0")/../artifacts/packages}")
version=${2:-$(basename "$packages"/Kif.Templates.*.nupkg .nupkg | sed 's/^Kif.Templates.//')}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
hive="--debug:custom-hive $folder/.templates"   # leaves the user's own templates alone
began=$SECONDS
step() {
  local start=$SECONDS
  echo "\$ ${*//$packages/PACKAGES}" | sed "s| --debug:custom-hive [^ ]*||"
  "$@"
  echo "[$((SECONDS - start)) s]"
  echo
}
# shellcheck disable=SC2086
step dotnet new install "$packages/Kif.Templates.$version.nupkg" $hive
# shellcheck disable=SC2086
step dotnet new kif-strategy -o FirmPull --packages "$packages" --no-update-check $hive
cd FirmPull
echo "The formula, λ/2 · Σ (w − anchor)², becomes λ · Σ |w − anchor|; its test by hand changes with it:"
step sed -i 's|options.Lambda / 2 \* (step.Weights - anchor).square().sum()|options.Lambda * (step.Weights - anchor).abs().sum()|' FirmPull/FirmPullStrategy.cs
step sed -i 's|4.0 / 2 \* (1 \* 1 + 2 \* 2)|4.0 * (1 + 2)|' FirmPull.Tests/FirmPullFormulaTests.cs
step grep -n 'Penalty' FirmPull/FirmPullStrategy.cs
step dotnet test
step dotnet tool install --tool-path tools --add-source "$packages" Kif.Cli --version "$version"
step tools/kif compare --plugin FirmPull/bin/Debug/net10.0/FirmPull.dll --strategies firm-pull,kif-lora,ewc --set firm-pull.lambda=0.01
echo "[$((SECONDS - began)) s in all]"
