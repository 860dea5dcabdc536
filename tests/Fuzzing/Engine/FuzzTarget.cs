namespace Kif.Fuzzing;

/// <summary>A loader under fuzz.</summary>
/// <param name="Format">The group it belongs to: as `Kif.Bench fuzz --format` has it.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Seeds">Folders that it loads.</param>
/// <param name="Use">Loads a case and uses what came; throws what the loader throws, or <see cref="UnsoundException"/>.</param>
internal sealed record FuzzTarget(string Format, string Name, IReadOnlyList<FuzzSeed> Seeds, Action<FuzzCase> Use)
{
    /// <summary>The exceptions by which it may refuse a case.</summary>
    public IReadOnlyList<Type> Refusals { get; init; } = [typeof(InvalidDataException), typeof(FileNotFoundException), typeof(DirectoryNotFoundException)];

    /// <summary>Makes the hashes of damaged files right again, so that damage gets past them; null where files have no hashes.</summary>
    public Func<FuzzSeed, Dictionary<string, byte[]>, Dictionary<string, byte[]>>? Repair { get; init; }

    /// <summary>Whether a refusal may list several faults, one on a line. Default: no.</summary>
    public bool ManyLines { get; init; }

    /// <summary>Whether refusals must name a file or the folder. Default: yes.</summary>
    public bool NamesFile { get; init; } = true;
}
