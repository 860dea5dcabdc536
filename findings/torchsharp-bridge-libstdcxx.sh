#!/bin/sh
# TorchSharp 0.107's bridge for Linux is linked against a newer C++ library than the libtorch package beside it: libtorch runs on older distributions, the
# bridge does not load there. TorchSharp's error then says that the program lacks a reference to the libtorch package, which is there.
# usage: findings/torchsharp-bridge-libstdcxx.sh; needs the .NET SDK, NuGet and Python 3. Ends with 1 if the versions asked for have changed.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
cat > finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageReference Include="TorchSharp" Version="[0.107.0]" /><PackageReference Include="libtorch-cpu-linux-x64" Version="[2.10.0]" /></ItemGroup>
</Project>
X
dotnet restore -v q --nologo
python3 - <<'X'
import json, os, re, sys

root = list(json.load(open("obj/project.assets.json"))["packageFolders"])[0]
def newest(*path):
    """The newest version of libstdc++ symbols that a library names."""
    data = open(os.path.join(root, *path), "rb").read()
    return max(tuple(map(int, v.split(b"."))) for v in re.findall(rb"GLIBCXX_([0-9]+(?:\.[0-9]+)+)\0", data))

bridge = newest("torchsharp", "0.107.0", "runtimes", "linux-x64", "native", "libLibTorchSharp.so")
torch = newest("libtorch-cpu-linux-x64", "2.10.0", "runtimes", "linux-x64", "native", "libtorch_cpu.so")
text = lambda v: "GLIBCXX_" + ".".join(map(str, v))
print("TorchSharp 0.107.0, libtorch-cpu-linux-x64 2.10.0")
print(f"the bridge libLibTorchSharp.so asks libstdc++ for symbols up to {text(bridge)}")
print(f"libtorch_cpu.so itself asks for symbols up to {text(torch)}")
print("distributions whose libstdc++ ends at 3.4.30 (GCC 12) run libtorch, but not the bridge")
sys.exit(0 if bridge > (3, 4, 30) >= torch else 1)
X
