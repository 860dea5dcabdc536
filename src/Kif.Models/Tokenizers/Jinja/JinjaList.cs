namespace Kif.Models.Tokenizers.Jinja;

/// <summary>A list or, where it says so, a tuple.</summary>
internal sealed class JinjaList(IEnumerable<object?> items, bool isTuple = false) : List<object?>(items)
{
    /// <summary>Whether it is written with round brackets.</summary>
    public bool IsTuple => isTuple;
}
