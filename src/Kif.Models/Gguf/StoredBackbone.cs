namespace Kif.Models;

/// <summary>Loads a model in the type of its files, so that large ones are mapped from the disk and take no memory until they are used.</summary>
internal static class StoredBackbone
{
    /// <summary>Loads a model of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="notes">Receives what a user should be told once, a sentence each; null if nobody asks.</param>
    /// <exception cref="InvalidDataException">The model is unknown or damaged; the message says how.</exception>
    public static IBackbone Load(ModelFolder folder, ICollection<string>? notes = null) =>
        PretrainedBackbones.Load(folder, torch.CPU, TypeOf(folder), catalog: null, notes);

    /// <summary>Returns the place of each stored weight, by name, in the order in which they lie in the folder's files.</summary>
    public static IReadOnlyDictionary<string, int> Order(ModelFolder folder)
    {
        using WeightFiles files = WeightFiles.Open(folder);
        return files.Names.OrderBy(name => files.FileOf(name)!.Path, StringComparer.Ordinal).ThenBy(name => files.FileOf(name)!.Info(name).Position)
            .Select((name, place) => (name, place)).ToDictionary(n => n.name, n => n.place, StringComparer.Ordinal);
    }

    /// <summary>Returns the type of all stored weights; single precision if they differ, which holds all but numbers of double precision.</summary>
    private static ScalarType TypeOf(ModelFolder folder)
    {
        using WeightFiles files = WeightFiles.Open(folder);
        ScalarType[] types = [.. files.Names.Select(name => files.FileOf(name)!.Info(name).Type).Distinct()];
        return types is [ScalarType.BFloat16 or ScalarType.Float16 or ScalarType.Float64] ? types[0] : ScalarType.Float32;
    }
}
