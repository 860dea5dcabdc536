using System.Text;
using System.Text.Unicode;

namespace Kif;

/// <summary>
/// A window on a stream of UTF-8, which grows up to the size of the largest row: files are read on, never whole. A byte-order mark is skipped.
/// </summary>
/// <param name="stream">The stream; the window disposes it.</param>
/// <param name="mostBytes">The largest window.</param>
internal sealed class ByteWindow(Stream stream, int mostBytes) : IDisposable
{
    private const int FirstBytes = 1 << 16;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[] buffer = new byte[Math.Min(FirstBytes, mostBytes)];
    private int start, end, checkedTo;
    private long before;
    private bool begun, over;

    /// <summary>The largest window, in bytes.</summary>
    public int MostBytes { get; set; } = mostBytes;

    /// <summary>The bytes that were read and not yet passed.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(start, end - start);

    /// <summary>The same bytes, valid until the next <see cref="Fill()"/>.</summary>
    public ReadOnlyMemory<byte> Memory => buffer.AsMemory(start, end - start);

    /// <summary>Passes bytes.</summary>
    public void Skip(int count) => start += count;

    /// <summary>Reads further bytes into the window. Returns false at the end of the stream.</summary>
    /// <exception cref="TableException">The window would grow too large, or the bytes are not UTF-8.</exception>
    public bool Fill()
    {
        if (over) return false;
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (before, end, checkedTo, start) = (before + start, end - start, checkedTo - start, 0);
        }
        if (end == buffer.Length)
        {
            if (end >= MostBytes) throw new TableException($"a row has more than {TableLimits.Text(MostBytes)}, the most that is read");
            Array.Resize(ref buffer, (int)Math.Min(2L * end, MostBytes));
        }
        int read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        over = read == 0;
        Check();
        if (!begun && (end >= 3 || over))
        {
            begun = true;
            if (Bytes.StartsWith("\uFEFF"u8)) start = 3;
        }
        return !over;
    }

    /// <summary>Reads until the window has a number of bytes, is as large as it may be, or the stream ends.</summary>
    public void Fill(int count)
    {
        while (end - start < Math.Min(count, MostBytes) && Fill()) { }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    /// <summary>Checks what has come: a character that is not yet whole waits for the rest, unless there is none.</summary>
    private void Check()
    {
        ReadOnlySpan<byte> fresh = buffer.AsSpan(checkedTo, end - checkedTo);
        int whole = over ? fresh.Length : fresh.Length - Unfinished(fresh);
        if (!Utf8.IsValid(fresh[..whole])) throw new TableException(Problem(fresh[..whole]));
        checkedTo += whole;
    }

    private string Problem(ReadOnlySpan<byte> bytes)
    {
        if (before + checkedTo == 0 && (bytes.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])))
            return "the file is UTF-16; save it as UTF-8";
        try { Strict.GetCharCount(bytes); }
        catch (DecoderFallbackException e) { return $"the byte at {before + checkedTo + e.Index} is not UTF-8"; }
        return "the file is not UTF-8";
    }

    /// <summary>Returns the number of bytes at the end that begin a character and do not end it.</summary>
    private static int Unfinished(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= 3 && back <= bytes.Length; back++)
        {
            byte b = bytes[^back];
            if (b < 0x80) return 0;
            if (b < 0xc0) continue;
            int length = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
            return length > back ? back : 0;
        }
        return 0;
    }
}
