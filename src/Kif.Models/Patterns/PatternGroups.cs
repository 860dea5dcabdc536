namespace Kif.Models.Patterns;

/// <summary>
/// The capturing groups of a pattern. Python numbers them from left to right, .NET the named ones last; so every group gets its Python number as its name.
/// </summary>
internal sealed class PatternGroups
{
    private readonly Dictionary<string, int> names = new(StringComparer.Ordinal);
    private readonly List<PatternWidth?> closed = [];

    /// <summary>The numbers of the groups that have names.</summary>
    public IReadOnlyDictionary<string, int> Names => names;

    /// <summary>Begins a group; returns its number.</summary>
    public int Open(PatternCursor cursor, string? name)
    {
        closed.Add(null);
        if (name is null) return closed.Count;
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) throw cursor.Refuse($"the group name '{name}', which is no name");
        if (!names.TryAdd(name, closed.Count)) throw cursor.Refuse($"a second group named '{name}'");
        return closed.Count;
    }

    /// <summary>Ends a group.</summary>
    public void Close(int number, PatternWidth width) => closed[number - 1] = width;

    /// <summary>Finds the number of a named group.</summary>
    public int Named(PatternCursor cursor, string name) => names.TryGetValue(name, out int number) ? number : throw cursor.Refuse($"a reference to the group '{name}', which is not there");

    /// <summary>Returns the width of a reference to a group.</summary>
    public PatternWidth Reference(PatternCursor cursor, int number) => number >= 1 && number <= closed.Count && closed[number - 1] is { } width
        ? width
        : throw cursor.Refuse($"a reference to the group {number}, which does not end before it");
}
