using System.Text;

namespace Kif.Fuzzing;

/// <summary>Damages bytes without knowing what they mean.</summary>
/// <param name="words">Texts that mean something in such files.</param>
internal sealed class ByteMutator(IReadOnlyList<string> words) : IMutator
{
    public byte[] Mutate(byte[] content, Random random)
    {
        var bytes = new List<byte>(content);
        for (int times = random.Next(1, 4); times > 0 && bytes.Count > 0; times--) Once(bytes, random);
        return [.. bytes];
    }

    private void Once(List<byte> bytes, Random random)
    {
        int at = random.Next(bytes.Count), most = bytes.Count - at;
        switch (random.Next(8))
        {
            case 0: bytes[at] = (byte)random.Next(256); break;
            case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 12), most)); break;
            case 3: bytes.InsertRange(at, Encoding.UTF8.GetBytes(words[random.Next(words.Count)])); break;
            case 4: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), most))); break;
            case 5: bytes.RemoveRange(at, most); break;
            case 6:
                byte[] some = new byte[random.Next(1, 10)];
                random.NextBytes(some);
                bytes.InsertRange(at, some);
                break;
            default:
                int from = random.Next(bytes.Count);
                byte[] part = [.. bytes.GetRange(from, Math.Min(random.Next(1, 60), bytes.Count - from))];
                for (int i = 0; i < part.Length && at + i < bytes.Count; i++) bytes[at + i] = part[i];
                break;
        }
    }
}
