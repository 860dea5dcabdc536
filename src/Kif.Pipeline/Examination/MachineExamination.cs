using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Kif.Pipeline.Examination;

/// <summary>The checks of runtime, memory and disk.</summary>
internal static class MachineExamination
{
    /// <summary>The free space in bytes below which a comparison's adapters and predictions may not fit.</summary>
    private const long LittleSpace = 1L << 30;

    /// <summary>Bytes per parameter in training of all weights: float32 weights, gradients and the two moments of Adam.</summary>
    private const int TrainedBytes = 16;

    public static IEnumerable<Observation> Runtime()
    {
        yield return new("runtime", ObservationLevel.Fine, $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        string[] sdks = Sdks();
        yield return sdks.Length > 0
            ? new("SDK", ObservationLevel.Fine, string.Join(", ", sdks))
            : new("SDK", ObservationLevel.Note, "none found", "Running needs none. To write a strategy of your own, install the .NET SDK 10.");
    }

    /// <param name="size">The model; null for the embedded one.</param>
    public static Observation Memory(ModelSize? size)
    {
        long all = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, free = Free() is { } seen ? Math.Min(seen, all) : all;
        string text = $"{Gigabytes(free)} free of {Gigabytes(all)}";
        if (size is null) return free < 1L << 30 ? new("memory", ObservationLevel.Note, text, "The embedded model needs about half a gigabyte: end other programs if it gets slow.") : new("memory", ObservationLevel.Fine, text);
        (long frozen, long trained) = (4 * size.Parameters, TrainedBytes * size.Parameters);
        text += $"; float32 weights take {Gigabytes(frozen)} under adapters, {Gigabytes(trained)} where all of them train, and activations come on top";
        if (frozen > all) return new("memory", ObservationLevel.Wrong, text, "The weights do not fit: take a smaller model, or --precision bfloat16, which needs half.");
        if (1.25 * frozen > free) return new("memory", ObservationLevel.Note, text, "Tight: end other programs, take --checkpointing and a small --micro-batch, or --precision bfloat16.");
        return trained > free ? new("memory", ObservationLevel.Note, text, "Strategies that train all weights (seq-full, kif) will not fit; those with adapters will.") : new("memory", ObservationLevel.Fine, text);
    }

    public static Observation Disk(string folder)
    {
        string full = Path.GetFullPath(folder), existing = full;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } above) existing = above;
        try
        {
            string probe = Path.Combine(existing, $".kif-{Guid.NewGuid():n}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            long free = new DriveInfo(existing).AvailableFreeSpace;
            string text = $"{Gigabytes(free)} free in {full}";
            return free < LittleSpace ? new("disk", ObservationLevel.Note, text, "Little space: each run writes an adapter after every task. Choose another --out.") : new("disk", ObservationLevel.Fine, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new("disk", ObservationLevel.Wrong, $"{full} can't be written: {e.Message}", "Choose another --out, or ask for the right to write there.");
        }
    }

    public static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB");

    private static long? Free()
    {
        const string file = "/proc/meminfo";
        return File.Exists(file) && File.ReadLines(file).FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal)) is { } line
            ? 1024 * long.Parse(line.AsSpan(13).Trim("kB \t"), CultureInfo.InvariantCulture)
            : null;
    }

    private static string[] Sdks()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("dotnet", "--list-sdks") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return process.ExitCode == 0 ? [.. lines.Select(l => l.Split(' ')[0])] : [];
        }
        catch (Win32Exception)
        {
            return [];
        }
    }
}
