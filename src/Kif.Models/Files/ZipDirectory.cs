using System.Buffers.Binary;

namespace Kif.Models;

/// <summary>
/// The list of entries at the end of a zip. A reader makes objects of all of them at once, about ten times as large, so its size is checked before; and entries
/// that lie upon each other would unpack the same bytes again and again.
/// </summary>
internal static class ZipDirectory
{
    /// <summary>The most bytes of the list: those of some hundred thousand entries.</summary>
    public const long MostBytes = 32L << 20;

    private const int EndBytes = 22, LocatorBytes = 20, LargeEndBytes = 56, LongestComment = ushort.MaxValue;

    /// <summary>Returns in what way a zip's list of entries is too large; null if it is not, or is none. The stream goes back to its start.</summary>
    /// <param name="zip">The zip; it can seek.</param>
    /// <param name="mostBytes">The most bytes of the list. Default: 32 MiB.</param>
    public static string? Fault(Stream zip, long mostBytes = MostBytes)
    {
        long listed = Listed(zip);
        zip.Position = 0;
        return listed > mostBytes ? $"its list of files has {listed} bytes; at most {mostBytes} are read" : null;
    }

    /// <summary>Returns the most bytes that a reader of the list could read; 0 if there is no list.</summary>
    private static long Listed(Stream zip)
    {
        byte[] end = new byte[Math.Min(zip.Length, EndBytes + LongestComment)];
        Read(zip, zip.Length - end.Length, end);
        int at = end.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || at + EndBytes > end.Length) return 0;
        long start = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(at + 16));
        // A reader of large zips takes the place from a second record.
        if (LargeStart(zip, zip.Length - end.Length + at - LocatorBytes) is { } large) start = Math.Min(start, large);
        return Math.Max(0, zip.Length - start);
    }

    private static long? LargeStart(Stream zip, long locatorAt)
    {
        byte[] locator = new byte[LocatorBytes], end = new byte[LargeEndBytes];
        if (locatorAt < 0 || !Read(zip, locatorAt, locator) || !locator.AsSpan().StartsWith("PK\u0006\u0007"u8)) return null;
        ulong at = BinaryPrimitives.ReadUInt64LittleEndian(locator.AsSpan(8));
        if (at > (ulong)zip.Length || !Read(zip, (long)at, end) || !end.AsSpan().StartsWith("PK\u0006\u0006"u8)) return null;
        return (long)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(end.AsSpan(48)), (ulong)zip.Length);
    }

    private static bool Read(Stream zip, long at, byte[] into)
    {
        zip.Position = at;
        return zip.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length;
    }
}
