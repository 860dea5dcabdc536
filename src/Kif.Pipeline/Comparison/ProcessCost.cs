using System.Diagnostics;
using System.Globalization;

namespace Kif;

/// <summary>Processor time and memory of this process.</summary>
internal static class ProcessCost
{
    private const string Status = "/proc/self/status", ClearReferences = "/proc/self/clear_refs";

    /// <summary>Processor time so far, all threads.</summary>
    public static TimeSpan Cpu
    {
        get
        {
            using Process own = Process.GetCurrentProcess();
            return own.TotalProcessorTime;
        }
    }

    /// <summary>Resets the memory peak, where the system supports it (Linux); elsewhere the peak is that of the whole process.</summary>
    public static void ResetPeak()
    {
        try
        {
            if (File.Exists(ClearReferences)) File.WriteAllText(ClearReferences, "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A container may forbid it; the peak is then the process's.
        }
    }

    /// <summary>Peak resident memory since the last reset, in bytes; 0 if the system does not report it.</summary>
    public static long Peak
    {
        get
        {
            if (File.Exists(Status) && File.ReadLines(Status).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line)
                return 1024 * long.Parse(line.AsSpan(6).Trim("kB \t"), CultureInfo.InvariantCulture);
            using Process own = Process.GetCurrentProcess();
            return own.PeakWorkingSet64;
        }
    }
}
