#!/bin/sh
# LLamaSharp 0.30: the defaults of its native structures can't be asked for before anything else has loaded the native library. LLamaModelParams.Default() as
# the first call ends with a DllNotFoundException although the CPU backend lies beside the program; after NativeApi.llama_empty_call() it works.
# usage: findings/llamasharp-first-native-call.sh; needs the .NET SDK and NuGet, Linux x64. Ends with 1 if that has changed.
set -eu
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
cat > finding.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup><PackageReference Include="LLamaSharp" Version="[0.30.0]" /><PackageReference Include="LLamaSharp.Backend.Cpu" Version="[0.30.0]" /></ItemGroup>
</Project>
X
cat > Program.cs <<'X'
using LLama.Native;

string first = Try();
Console.WriteLine($"LLamaModelParams.Default() first: {first}");
NativeApi.llama_empty_call();
string after = Try();
Console.WriteLine($"after NativeApi.llama_empty_call(): {after}");
return first == nameof(DllNotFoundException) && after == "works" ? 0 : 1;

static string Try()
{
    try
    {
        LLamaModelParams.Default();
        return "works";
    }
    catch (Exception e)
    {
        return e.GetType().Name;
    }
}
X
echo "LLamaSharp 0.30.0, LLamaSharp.Backend.Cpu 0.30.0"
dotnet run -v q
