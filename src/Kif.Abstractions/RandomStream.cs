using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Kif;

/// <summary>
/// A stream of random numbers (xoshiro256**, seeded by SplitMix64) that derives independent sub-streams by name. One root seed determines
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

    /// <summary>Derives the sub-stream of a name: it depends on this stream's seed and the name, not on how much was drawn.</summary>
    public RandomStream Derive(string name)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        byte[] key = new byte[8 + text.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(key, seed);
        text.CopyTo(key, 8);
        return new RandomStream(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(key)));
    }

    /// <summary>Copies the stream at its current position: both produce the same numbers from here.</summary>
    public RandomStream Copy() => (RandomStream)MemberwiseClone();

    /// <summary>Draws 64 random bits.</summary>
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

    /// <summary>Draws a double in [0, 1) in steps of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Draws a double in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public double NextDouble(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Draws an integer in [0, <paramref name="bound"/>), without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong range = (ulong)bound, limit = ulong.MaxValue - ulong.MaxValue % range;
        ulong value;
        do value = NextUInt64(); while (value >= limit);
        return (int)(value % range);
    }

    /// <summary>Draws a standard normal number (polar method).</summary>
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
        // In locals the state stays in registers: dropout draws millions of bytes a step.
        (ulong a, ulong b, ulong c, ulong d) = (s0, s1, s2, s3);
        foreach (ref ulong word in words)
        {
            word = BitOperations.RotateLeft(b * 5, 7) * 9;
            ulong t = b << 17;
            c ^= a;
            d ^= b;
            b ^= c;
            a ^= d;
            c ^= t;
            d = BitOperations.RotateLeft(d, 45);
        }
        (s0, s1, s2, s3) = (a, b, c, d);
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

    /// <summary>Draws a random permutation of 0..count-1.</summary>
    public int[] Permutation(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        Shuffle<int>(order);
        return order;
    }

    /// <summary>Chooses items without replacement, in their order; returns all of them, without drawing, if there are no more than the maximum.</summary>
    /// <param name="items">The items to choose from.</param>
    /// <param name="most">The maximum number of items; null for all.</param>
    public IReadOnlyList<T> Choose<T>(IReadOnlyList<T> items, int? most) =>
        most is { } count && count < items.Count ? [.. Permutation(items.Count)[..count].Order().Select(i => items[i])] : items;

    /// <summary>Visits the stream's position, so that it resumes there when read back; streams derived earlier are independent.</summary>
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
