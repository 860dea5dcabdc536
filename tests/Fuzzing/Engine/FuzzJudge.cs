using System.Globalization;

namespace Kif.Fuzzing;

/// <summary>
/// Runs a case and judges it: loaded with sound values, or refused in the documented way, in bounded memory and time, leaving no tensor behind.
/// </summary>
internal static class FuzzJudge
{
    /// <summary>Bytes that a case may allocate: some for any, more for each byte of its files.</summary>
    private const long BaseBytes = 48 << 20, BytesPerByte = 256;
    private const int LongestMessage = 1500;

    /// <summary>Far beyond what any case takes. Of the process's own time, so that a busy machine does not count.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Of this thread, so that what the collector finishes elsewhere does not count.</summary>
    private static long LiveTensors => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    public static FuzzOutcome Run(FuzzTarget target, FuzzCase given)
    {
        long tensors = LiveTensors, allocated = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        (string kind, string? finding) = Outcome(target, given);
        if (LiveTensors != tensors) finding ??= $"{LiveTensors - tensors} tensors were left behind";
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (allocated > BaseBytes + BytesPerByte * given.Size) finding ??= $"{allocated} bytes were allocated for files of {given.Size}";
        TimeSpan time = Environment.CpuUsage.TotalTime - start;
        if (time > Longest) finding ??= $"it took {time.TotalSeconds:F0} s";
        return new(kind, finding);
    }

    private static (string Kind, string? Finding) Outcome(FuzzTarget target, FuzzCase given)
    {
        try
        {
            target.Use(given);
            return ("loaded", null);
        }
        catch (Exception e)
        {
            return (e.GetType().Name, target.Refusals.Contains(e.GetType()) ? Fault(e.Message, target, given) : $"not a refusal: {e}");
        }
    }

    private static string? Fault(string message, FuzzTarget target, FuzzCase given) => target.ManyLines
        ? message.Split('\n').Select(Fault).FirstOrDefault(fault => fault is not null)
        : Fault(message)
            ?? (target.NamesFile && !message.Contains(given.Scratch.Path) && !given.Files.Keys.Any(message.Contains)
                ? $"a message without the file's name: {message}" : null);

    private static string? Fault(string message)
    {
        if (message.Length > LongestMessage) return $"a message of {message.Length} characters: {message[..200]}";
        if (message.Any(c => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator))
            return $"a message with characters that a terminal obeys: {Uri.EscapeDataString(message)}";
        return null;
    }
}
