using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kif.Models;

/// <summary>The hash that names a blob, over bytes as they come: SHA-256 of a large file, or git's SHA-1, which begins with kind and size.</summary>
internal sealed class BlobHash : IDisposable
{
    private readonly IncrementalHash hash;

    /// <summary>Begins a hash.</summary>
    /// <param name="blob">The blob's name: 64 hexadecimal digits for SHA-256, 40 for git's SHA-1.</param>
    /// <param name="size">The size of the content in bytes.</param>
    [SuppressMessage("Security", "CA5350", Justification = "git names its objects by SHA-1; a hub tells no other hash of a small file")]
    public BlobHash(string blob, long size)
    {
        hash = IncrementalHash.CreateHash(blob.Length == 64 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        if (blob.Length == 40) hash.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {size}\0")));
    }

    /// <summary>Adds bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => hash.AppendData(bytes);

    /// <summary>Adds the first bytes of a file.</summary>
    public async Task AddAsync(Stream file, long count, CancellationToken cancellation)
    {
        byte[] buffer = new byte[1 << 16];
        while (count > 0)
        {
            int read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellation).ConfigureAwait(false);
            if (read == 0) return;
            Add(buffer.AsSpan(0, read));
            count -= read;
        }
    }

    /// <summary>Returns the hash in lowercase hexadecimal digits.</summary>
    public string Hex() => Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <summary>Whether a file has the content that its blob's name stands for.</summary>
    public static async Task<bool> FitsAsync(string file, string blob, long size, CancellationToken cancellation)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        if (stream.Length != size) return false;
        using var hash = new BlobHash(blob, size);
        await hash.AddAsync(stream, size, cancellation).ConfigureAwait(false);
        return hash.Hex() == blob;
    }

    public void Dispose() => hash.Dispose();
}
