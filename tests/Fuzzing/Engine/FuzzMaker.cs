namespace Kif.Fuzzing;

/// <summary>Makes cases: a seed of the target, damaged by the case's number.</summary>
internal sealed class FuzzMaker(FuzzTarget target, int seed, FuzzScratch scratch)
{
    /// <summary>The case of a number; always the same.</summary>
    public FuzzCase Make(long number)
    {
        var random = new Random(HashCode(number));
        FuzzSeed from = target.Seeds[random.Next(target.Seeds.Count)];
        var files = new Dictionary<string, byte[]>(from.Files);
        string[] names = [.. from.Files.Keys];
        for (int times = random.Next(8) == 0 ? 2 : 1; times > 0; times--)
        {
            string name = names[random.Next(names.Length)];
            if (names.Length > 1 && random.Next(100) == 0) files.Remove(name);
            else files[name] = Damaged(name, from, random);
        }
        if (target.Repair is { } repair && random.Next(10) != 0) files = repair(from, files);
        return new(files, scratch);
    }

    private byte[] Damaged(string name, FuzzSeed from, Random random)
    {
        if (random.Next(200) == 0) return [];
        // Another seed's file under this name: sound by itself, but not beside the others.
        if (random.Next(100) == 0 && target.Seeds[random.Next(target.Seeds.Count)].Files.TryGetValue(name, out byte[]? other)) return other;
        return Mutators.For(name).Mutate(from.Files[name], random);
    }

    /// <summary>A seed of its own for each number, the same in every process.</summary>
    private int HashCode(long number)
    {
        ulong x = (ulong)number * 0x9E3779B97F4A7C15 + (ulong)seed * 0xD1342543DE82EF95 + 0x632BE59BD9B4E019;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return (int)(x >> 33);
    }
}
