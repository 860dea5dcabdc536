using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kif.Models;

namespace Kif;

/// <summary>
/// The exclusive right to write one run's folder, held from its start to its end. Three things say who has it: a file lock, which the system releases when the
/// process ends; a file that names host, process and start, for people and for file systems without locks; and a counter in that file that grows as long as
/// the owner lives, for owners on other hosts.
/// </summary>
internal sealed class RunLock : IDisposable
{
    /// <summary>How often the counter grows, and for how long an owner on another host is watched before it counts as dead.</summary>
    internal static readonly TimeSpan Beat = TimeSpan.FromSeconds(10), Watch = TimeSpan.FromSeconds(45);

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private readonly FileStream held;
    private readonly string ownerFile;
    private readonly Timer beats;
    private readonly Lock gate = new();
    private RunOwner owner;
    private bool released;

    private RunLock(FileStream held, string ownerFile)
    {
        (this.held, this.ownerFile, owner) = (held, ownerFile, RunOwner.ThisProcess(ownerFile));
        Write();
        beats = new(_ => Grow(), null, Beat, Beat);
    }

    /// <summary>Takes a lock. An owner that died is recognized and replaced.</summary>
    /// <param name="file">The path of the lock without extension; its folder is created if missing.</param>
    /// <param name="watch">For how long an owner on another host is watched; null for 45 seconds.</param>
    /// <exception cref="RunInProgressException">Another process is at work; the message names it.</exception>
    public static RunLock Take(string file, TimeSpan? watch = null) => Take(file + ".lock", file + ".json", watch);

    /// <inheritdoc cref="Take(string, TimeSpan?)"/>
    /// <param name="lockFile">The file that is locked; its folder is created if missing.</param>
    /// <param name="ownerFile">The file that names the owner.</param>
    /// <param name="watch">For how long an owner on another host is watched; null for 45 seconds.</param>
    public static RunLock Take(string lockFile, string ownerFile, TimeSpan? watch)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(lockFile))!);
        FileStream held = FileLock.TryTake(lockFile) ?? throw new RunInProgressException(RunOwner.Read(ownerFile));
        try
        {
            if (RunOwner.Read(ownerFile) is { } before && IsAlive(before, ownerFile, watch ?? Watch)) throw new RunInProgressException(before);
            return new(held, ownerFile);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Returns what holds a lock, for reading beside it; null if nothing does. Nothing is written.</summary>
    /// <param name="file">The path of the lock without extension.</param>
    public static string? HolderOf(string file) => HolderOf(file + ".lock", file + ".json");

    /// <inheritdoc cref="HolderOf(string)"/>
    /// <param name="lockFile">The file that is locked.</param>
    /// <param name="ownerFile">The file that names the owner.</param>
    public static string? HolderOf(string lockFile, string ownerFile)
    {
        if (!File.Exists(lockFile)) return null;
        try
        {
            using FileStream? free = FileLock.TryTake(lockFile);
            return free is null ? RunOwner.Read(ownerFile)?.ToString() ?? "another process" : null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Checks that the lock is still there and this process's.</summary>
    /// <exception cref="IOException">Somebody removed or replaced it, so that another process may be at work too.</exception>
    public void Check()
    {
        lock (gate)
            if (!File.Exists(held.Name) || RunOwner.Read(ownerFile) is not { } now || !now.IsSame(owner))
                throw new IOException($"{ownerFile} is no longer this process's: another one may be doing the same run, so this one stops");
    }

    /// <summary>Releases the lock.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (released) return;
            released = true;
            beats.Dispose();
            if (RunOwner.Read(ownerFile) is { } now && now.IsSame(owner)) File.Delete(ownerFile);
            held.Dispose();
        }
    }

    /// <summary>Whether an owner whose file lock is free is alive all the same, since the file system has no locks.</summary>
    private static bool IsAlive(RunOwner owner, string ownerFile, TimeSpan watch)
    {
        // A folder that was copied brings along owners of the original.
        if (owner.Place != Path.GetFullPath(ownerFile)) return false;
        if (owner.Host == Environment.MachineName) return owner.IsRunning();
        long from = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(from) < watch)
        {
            Thread.Sleep(TimeSpan.FromTicks(Math.Min(watch.Ticks / 10 + 1, TimeSpan.TicksPerSecond)));
            if (RunOwner.Read(ownerFile) != owner) return true;
        }
        return false;
    }

    private void Grow()
    {
        lock (gate)
        {
            if (released || !File.Exists(ownerFile)) return;
            owner = owner with { Beat = owner.Beat + 1 };
            try { Write(); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A full disk or a lost server shows itself where results are written.
            }
        }
    }

    private void Write() => AtomicFile.Write(ownerFile, JsonSerializer.SerializeToUtf8Bytes(owner, Json));
}

/// <summary>The process that does a run.</summary>
/// <param name="Host">Its machine's name.</param>
/// <param name="Process">Its id there.</param>
/// <param name="ProcessStarted">When the process began, in UTC.</param>
/// <param name="Since">When it began the run, in UTC.</param>
/// <param name="Place">Where this is written: a copy of it elsewhere says nothing.</param>
/// <param name="Beat">Grows as long as it lives.</param>
internal sealed record RunOwner(string Host, int Process, DateTime ProcessStarted, DateTime Since, string Place, long Beat)
{
    /// <summary>The clock of a process's start is read in ticks of the kernel, so two readings may differ a little.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    /// <summary>Returns the running process as an owner from now on.</summary>
    /// <param name="file">Where it is written.</param>
    public static RunOwner ThisProcess(string file)
    {
        using Process own = System.Diagnostics.Process.GetCurrentProcess();
        return new(Environment.MachineName, own.Id, own.StartTime.ToUniversalTime(), TimeProvider.System.GetUtcNow().UtcDateTime,
            Path.GetFullPath(file), 0);
    }

    /// <summary>Reads an owner; null if the file is missing or names none.</summary>
    public static RunOwner? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<RunOwner>(RegularFile.ReadAll(file, FileLimits.Description), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Whether it is the same owner, whenever it was written.</summary>
    public bool IsSame(RunOwner other) => this == other with { Beat = Beat };

    /// <summary>Whether that process of this host still runs; another one may have its id by now.</summary>
    public bool IsRunning()
    {
        try
        {
            using Process found = System.Diagnostics.Process.GetProcessById(Process);
            return (found.StartTime.ToUniversalTime() - ProcessStarted).Duration() < Tolerance;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Names the process.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"process {Process} on {Host}, since {Since:yyyy-MM-dd HH:mm:ss} UTC");
}

/// <summary>The error that another process is doing a run.</summary>
internal sealed class RunInProgressException(string message) : IOException(message)
{
    public RunInProgressException(RunOwner? owner) : this($"in progress by {owner?.ToString() ?? "another process"}") => Owner = owner;

    /// <summary>The process; null if it is not known.</summary>
    public RunOwner? Owner { get; }
}
