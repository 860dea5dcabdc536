namespace Kif.Models.Tokenizers.Jinja;

/// <summary>A list or a tuple.</summary>
internal sealed class JinjaList(IEnumerable<object?> items, bool isTuple = false) : List<object?>(items)
{
    /// <summary>Whether it is a tuple, written with parentheses.</summary>
    public bool IsTuple => isTuple;
}
