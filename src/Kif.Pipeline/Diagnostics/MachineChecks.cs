using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Kif.Models;

namespace Kif;

/// <summary>The checks of runtime, memory and disk.</summary>
internal static class MachineChecks
{
    /// <summary>The free space in bytes below which a comparison's adapters and predictions may not fit.</summary>
    private const long LittleSpace = 1L << 30;

    /// <summary>Bytes per parameter in training of all weights: float32 weights, gradients and the two moments of Adam.</summary>
    private const int TrainedBytes = 16;

    public static IEnumerable<CheckResult> Runtime()
    {
        yield return new("runtime", CheckLevel.Fine,
            $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        string[] sdks = Sdks();
        yield return sdks.Length > 0
            ? new("SDK", CheckLevel.Fine, string.Join(", ", sdks))
            : new("SDK", CheckLevel.Note, "none found", "Running needs none. To write a strategy of your own, install the .NET SDK 10.");
    }

    /// <param name="size">The model; null for the embedded one.</param>
    public static CheckResult Memory(StoredModelSize? size)
    {
        long all = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, free = Free() is { } seen ? Math.Min(seen, all) : all;
        string text = $"{Gigabytes(free)} free of {Gigabytes(all)}";
        if (size is null)
            return free < 1L << 30
                ? new("memory", CheckLevel.Note, text, "The embedded model needs about half a gigabyte: end other programs if it gets slow.")
                    : new("memory", CheckLevel.Fine, text);
        (long frozen, long trained) = (4 * size.Parameters, TrainedBytes * size.Parameters);
        text += $"; float32 weights take {Gigabytes(frozen)} under adapters, {Gigabytes(trained)} where all of them train, and activations come on top";
        if (frozen > all)
            return new("memory", CheckLevel.Wrong, text, "The weights do not fit: take a smaller model, or --precision bfloat16, which needs half.");
        if (1.25 * frozen > free)
            return new("memory", CheckLevel.Note, text,
                "Tight: end other programs, take --checkpointing and a small --micro-batch-size, or --precision bfloat16.");
        return trained > free
            ? new("memory", CheckLevel.Note, text, "Strategies that train all weights (seq-full, kif) will not fit; those with adapters will.")
                : new("memory", CheckLevel.Fine, text);
    }

    /// <summary>Whether the memory holds a model's weights as float32.</summary>
    public static bool Holds(StoredModelSize size) => 4 * size.Parameters <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    public static CheckResult Disk(string folder)
    {
        string full = Path.GetFullPath(folder), existing = full;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } above) existing = above;
        try
        {
            string trial = Path.Combine(existing, $".kif-{Guid.NewGuid():n}");
            File.WriteAllText(trial, "");
            File.Delete(trial);
            long free = new DriveInfo(existing).AvailableFreeSpace;
            string text = $"{Gigabytes(free)} free in {full}";
            return free < LittleSpace
                ? new("disk", CheckLevel.Note, text, "Little space: each run writes an adapter after every task. Choose another --out.")
                    : new("disk", CheckLevel.Fine, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new("disk", CheckLevel.Wrong, $"{full} can't be written: {e.Message}", "Choose another --out, or ask for the right to write there.");
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
            using Process process = Process.Start(new ProcessStartInfo("dotnet", "--list-sdks")
                { RedirectStandardOutput = true, RedirectStandardError = true })!;
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

/// <summary>The checks of the native library and the processor.</summary>
internal static class NativeChecks
{
    public static (IReadOnlyList<CheckResult> Observations, bool Loads) Of(ComputeSettings compute)
    {
        try
        {
            NativeTorch.EnsureLoaded();
        }
        catch (DllNotFoundException e)
        {
            return ([
                new("native library", CheckLevel.Wrong, e.Message,
                    "Install what the message names, or set KIF_LIBTORCH to the folder of a libtorch of that version.")], false);
        }
        return ([Product(), Collections(), Threads(), Processor(), Precision(compute)], true);
    }

    private static CheckResult Product()
    {
        using var scope = torch.NewDisposeScope();
        using Tensor square = torch.tensor(new float[] { 1, 2, 3, 4 }).reshape(2, 2);
        float[] seen = [.. square.matmul(square).data<float>()];
        string text = $"libtorch {torch.__version__} loads" + (NativeTorch.Outcome is { } done ? $" ({done})" : "");
        return seen.AsSpan().SequenceEqual([7, 10, 15, 22])
            ? new("native library", CheckLevel.Fine, text + " and multiplies matrices correctly")
            : new("native library", CheckLevel.Wrong, $"{text}, but the square of [1 2; 3 4] comes out as [{string.Join(' ', seen)}]",
                "Install another build of libtorch.");
    }

    private static CheckResult Collections() => ScalarDisposal.IsDeferred || ScalarDisposal.KeepsAlive(ScalarDisposal.Multiplication)
        ? new("collections", CheckLevel.Fine, "a garbage collection can't free numbers that an operation still reads")
        : new("collections", CheckLevel.Note, $"numbers of operations (x * 2.0) are freed as TorchSharp does: {ScalarDisposal.Reason}",
            "Beside threads that allocate much, a step may fail (about one in thousands); what was saved before it stays.");

    private static CheckResult Threads()
    {
        (int cores, int threads) = (Environment.ProcessorCount, torch.get_num_threads());
        string text = $"{threads} of {cores} processors";
        return threads > cores
            ? new("threads", CheckLevel.Note, text, "More threads than processors slow each other down: set --threads or OMP_NUM_THREADS.")
                : new("threads", CheckLevel.Fine, text);
    }

    private static CheckResult Processor()
    {
        CpuFeatures cpu = CpuFeatures.Current;
        (string Name, bool Has)[] units =
        [
            ("AVX2", System.Runtime.Intrinsics.X86.Avx2.IsSupported), ("AVX-512", cpu.Avx512), ("AVX-512-BF16", cpu.Avx512BFloat16),
            ("AMX-BF16", cpu.AmxBFloat16),
            ("AVX-512-FP16", cpu.Avx512Float16), ("AMX-FP16", cpu.AmxFloat16),
        ];
        return new("processor", CheckLevel.Fine, $"{cpu.Name}; has {Names(true)}; lacks {Names(false)}; "
            + (torch.cuda.is_available() ? "a GPU with CUDA is there" : "no GPU with CUDA is used or needed"));

        string Names(bool has) => string.Join(", ", units.Where(u => u.Has == has).Select(u => u.Name).DefaultIfEmpty("none"));
    }

    private static CheckResult Precision(ComputeSettings compute)
    {
        string text = $"{compute.Precision} on {compute.Device}";
        try
        {
            _ = compute.DeviceOf();
            return compute.Advice() is { } slow ? new("precision", CheckLevel.Note, text, slow) : new("precision", CheckLevel.Fine, text);
        }
        catch (CompositionException e)
        {
            return new("precision", CheckLevel.Wrong, text, e.Message);
        }
    }
}
