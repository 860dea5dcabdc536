namespace Kif.Models;

/// <summary>
/// A lock that one process holds on a file: released by the operating system when the process ends, however it ends. Over NFS it is as good as the mount's own
/// locks; a file system without locks grants it to everybody.
/// </summary>
internal static class FileLock
{
    /// <summary>How long <see cref="Take"/> waits for another process.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Takes the lock; null if another process, or another holder in this one, has it.</summary>
    /// <param name="file">The file; created if missing, and left there.</param>
    /// <exception cref="IOException">The file can't be created.</exception>
    public static FileStream? TryTake(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    /// <summary>Takes the lock for a moment's work, waiting up to a minute for others that do the same.</summary>
    /// <param name="file">The file; created if missing, and left there.</param>
    /// <param name="what">What is done under it, for the message, e.g. <c>saving</c>.</param>
    /// <exception cref="IOException">Another process kept it for more than a minute, or the file can't be created.</exception>
    public static FileStream Take(string file, string what)
    {
        long from = TimeProvider.System.GetTimestamp();
        for (int wait = 1;; wait = Math.Min(2 * wait, 200))
        {
            if (TryTake(file) is { } taken) return taken;
            if (TimeProvider.System.GetElapsedTime(from) > Patience)
                throw new IOException($"another process has been {what} in {Path.GetDirectoryName(file)} for more than a minute ({file} is locked)");
            Thread.Sleep(wait);
        }
    }

    /// <summary>Whether the error says that another holder has the file: EWOULDBLOCK on Linux and macOS, a sharing violation on Windows.</summary>
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
