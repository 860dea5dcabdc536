using Kif.Models;

namespace Kif.Cli;

/// <summary>The program of the tool. Not top-level statements: with ASP.NET their class would be public.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        NativeMemory.KeepFreedPages();
        return await KifCommandLine.RunAsync(args);
    }
}
