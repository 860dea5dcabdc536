using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Kif;

/// <summary>
/// A stream of random numbers (xoshiro256**, seeded by SplitMix64) that can name independent sub-streams. One root seed derives
/// everything that is random in a run, so that adding a consumer never shifts the others. Not safe to share between threads.
/// </summary>
public sealed class RandomStream : IStateful
{
    private ulong seed;
    private ulong s0, s1, s2, s3;
    private double spare = double.NaN;

    /// <summary>Starts a stream at its first number.</summary>
    /// <param name="seed">Any value; equal seeds give equal numbers on every machine.</param>
    public RandomStream(ulong seed)
    {
        this.seed = seed;
        ulong x = seed;
        (s0, s1, s2, s3) = (SplitMix(ref x), SplitMix(ref x), SplitMix(ref x), SplitMix(ref x));
    }

    /// <summary>The sub-stream of that name: depends on this stream's seed and the name, not on how much was drawn.</summary>
    public RandomStream Derive(string name)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        byte[] key = new byte[8 + text.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        text.CopyTo(key, 8);
        return new RandomStream(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(key)));
    }

    /// <summary>A stream that goes on from where this one is: both give the same numbers from here.</summary>
    public RandomStream Copy() => (RandomStream)MemberwiseClone();

    /// <summary>The next 64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9, t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A double in [0, 1) in steps of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A double in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextDouble(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>An integer in [0, <paramref name="bound"/>), without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong range = (ulong)bound, limit = ulong.MaxValue - ulong.MaxValue % range;
        ulong value;
        do value = NextUInt64(); while (value >= limit);
        return (int)(value % range);
    }

    /// <summary>A standard normal number (polar method).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(spare)) return (spare, spare = double.NaN).Item1;
        double u, v, s;
        do
        {
            (u, v) = (NextDouble(-1, 1), NextDouble(-1, 1));
            s = u * u + v * v;
        }
        while (s is >= 1 or 0);
        double f = Math.Sqrt(-2 * Math.Log(s) / s);
        spare = v * f;
        return u * f;
    }

    /// <summary>Fills a buffer with random bytes.</summary>
    public void Fill(Span<byte> bytes)
    {
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (int i = 0; i < words.Length; i++) words[i] = NextUInt64();
        int rest = words.Length * 8;
        if (rest == bytes.Length) return;
        ulong last = NextUInt64();
        for (; rest < bytes.Length; rest++, last >>= 8) bytes[rest] = (byte)last;
    }

    /// <summary>Shuffles in place (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Next(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>A random order of 0..count-1.</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle<int>(order);
        return order;
    }

    /// <summary>Some of the items in their order, drawn without replacement; all of them, and nothing drawn, where there are no more than that.</summary>
    /// <param name="items">What to choose from.</param>
    /// <param name="most">How many at most; null for all.</param>
    public IReadOnlyList<T> Choose<T>(IReadOnlyList<T> items, int? most) =>
        most is { } count && count < items.Count ? [.. Permutation(items.Count)[..count].Order().Select(i => items[i])] : items;

    /// <summary>Shows where the stream is, so that it goes on from there when it is read back; streams derived earlier are streams of their own.</summary>
    public void Visit(IStateVisitor state)
    {
        ulong[] words = [seed, s0, s1, s2, s3];
        state.Value("words", ref words);
        state.Value("spare", ref spare);
        if (words is not [_, _, _, _, _]) throw new InvalidDataException($"a random stream has five words, not {words?.Length ?? 0}");
        (seed, s0, s1, s2, s3) = (words[0], words[1], words[2], words[3], words[4]);
    }

    private static ulong SplitMix(ref ulong x)
    {
        ulong z = x += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
