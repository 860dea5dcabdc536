namespace Kif.Bench.Tokenizers;

/// <summary>The processor that figures were measured on.</summary>
internal static class Cpu
{
    public static string Name()
    {
        const string Info = "/proc/cpuinfo";
        string? line = File.Exists(Info) ? File.ReadLines(Info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        string name = line?.Split(':')[1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";
        return $"{name}, {Environment.ProcessorCount} cores";
    }
}
