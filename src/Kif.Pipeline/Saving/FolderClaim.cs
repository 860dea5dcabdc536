using Kif.Models;

namespace Kif;

/// <summary>
/// The right to write a <see cref="VersionedFolder"/>, which one writer has from its first save to its end. Readers don't need it and are not held up by it.
/// </summary>
internal sealed class FolderClaim : IDisposable
{
    /// <summary>How long a writer waits for others that hold the folder for the moment of one save.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly RunLock held;

    private FolderClaim(RunLock held) => this.held = held;

    /// <summary>Takes the right, and removes what writers that were killed have left. A writer that died is recognized (<see cref="RunLock"/>).</summary>
    /// <param name="folder">The folder; created if missing.</param>
    /// <param name="pointer">The name of the file that names the current content.</param>
    /// <param name="watch">For how long a writer on another host, whose lock is free, is watched; null for 45 seconds.</param>
    /// <exception cref="IOException">Another writer has it; the message names it.</exception>
    public static FolderClaim Take(string folder, string pointer, TimeSpan? watch = null)
    {
        AtomicFolder.Create(folder);
        long from = TimeProvider.System.GetTimestamp();
        while (true)
            try
            {
                FolderClaim claim = new(RunLock.Take(LockOf(folder, pointer), OwnerOf(folder, pointer), watch));
                VersionedFolder.Clean(folder, pointer);
                return claim;
            }
            catch (RunInProgressException e) when (e.Owner is null && TimeProvider.System.GetElapsedTime(from) < Patience)
            {
                Thread.Sleep(20);
            }
            catch (RunInProgressException e)
            {
                throw Refused(folder, e.Owner?.ToString() ?? "another process", e);
            }
    }

    /// <summary>Takes the right for the moment of one save, waiting for others that do the same.</summary>
    /// <inheritdoc cref="Take"/>
    public static FileStream ForAMoment(string folder, string pointer)
    {
        // Without a name, the holder is there for a moment only.
        if (File.Exists(OwnerOf(folder, pointer)) && RunLock.HolderOf(LockOf(folder, pointer), OwnerOf(folder, pointer)) is { } holder)
            throw Refused(folder, holder, null);
        return FileLock.Take(LockOf(folder, pointer), "saving");
    }

    /// <summary>Whether the files that stand for the right are still there; without them the folder was removed, and with it the right.</summary>
    public static bool IsIn(string folder, string pointer) => File.Exists(LockOf(folder, pointer));

    /// <summary>Checks that nobody else has taken the right.</summary>
    /// <exception cref="IOException">Somebody has; nothing more may be written.</exception>
    public void Check() => held.Check();

    /// <summary>Gives the right back.</summary>
    public void Dispose() => held.Dispose();

    private static IOException Refused(string folder, string holder, Exception? cause) =>
        new($"{folder} has another writer: {holder}; a saved learner has one writer at a time, any number may read it", cause);

    private static string LockOf(string folder, string pointer) => Path.Combine(folder, Path.ChangeExtension(pointer, ".lock"));

    private static string OwnerOf(string folder, string pointer) => Path.Combine(folder, Path.ChangeExtension(pointer, ".owner.json"));
}
