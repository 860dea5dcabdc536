#!/usr/bin/env bash
# Writes every public symbol of the libraries to their PublicAPI.Unshipped.txt, so that a change of the public surface shows in review.
# Run it after adding public members; remove lines of members that are gone (RS0017 names them).
set -euo pipefail
cd "$(dirname "$0")/.."
for project in Kif.Abstractions Kif.Models Kif.Strategies Kif.Baselines Kif.Pipeline Kif.Reports Kif.Serving Kif.Extensions.AI Kif.Extensions.AI.Evaluation Kif.Hosting Kif.Testing; do
  folder=src/$project
  mkdir -p "$folder/obj"
  for file in Shipped Unshipped; do
    [ -f "$folder/PublicAPI.$file.txt" ] || echo '#nullable enable' > "$folder/PublicAPI.$file.txt"
  done
  dotnet build "$folder" --no-incremental -p:TreatWarningsAsErrors=false -p:BuildProjectReferences="${1:-true}" 2>&1 |
    grep -oP "(?<=RS0016: Symbol ').*(?=' is not part of the declared public API)" | sort -u > "$folder/obj/new-api.txt" || true
  { echo '#nullable enable'; { grep -v '^#' "$folder/PublicAPI.Unshipped.txt" || true; cat "$folder/obj/new-api.txt"; } | LC_ALL=C sort -u; } > "$folder/obj/api.txt"
  mv "$folder/obj/api.txt" "$folder/PublicAPI.Unshipped.txt"
  echo "$project: $(grep -vc '^#' "$folder/PublicAPI.Unshipped.txt" || true) symbols"
done
