#!/bin/bash
# Plans an experiment of this folder, or sends it to a cluster, in one command.
#
#   experiments/submit.sh NAME HOW OUT [options of kif compare]
#
#   NAME   t5-large or llama-2-7b: the file NAME.json beside this script
#   HOW    dry-run, slurm or kubernetes
#   OUT    the folder of the results, which all machines see; the same line again does what is missing
#
# KIF         the program; default: kif
# SBATCH      with slurm: further options of sbatch, such as "--partition=gpu --time=24:00:00"
# IMAGE       with kubernetes: the image that has kif
# CLAIM       with kubernetes: CLAIM=/path of the volume that has OUT, the model and the tasks
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if (($# < 3)) || [[ ! -f $here/$1.json ]]; then
  sed -n '2,14s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
experiment=$here/$1.json how=$2 out=$3
shift 3
read -ra kif <<< "${KIF:-kif}"
read -ra site <<< "${SBATCH:-}"
compare=("${kif[@]}" compare "$experiment" --out "$out" "$@")
case $how in
  dry-run) "${compare[@]}" --dry-run ;;
  slurm) "${compare[@]}" --emit slurm && bash "$out/slurm.sh" ${site[@]+"${site[@]}"} ;;
  kubernetes) "${compare[@]}" --emit kubernetes --image "${IMAGE:?}" --claim "${CLAIM:?}" && kubectl apply -f "$out/kubernetes.json" ;;
  *) echo "submit.sh: '$how' is none of dry-run, slurm, kubernetes" >&2; exit 2 ;;
esac
