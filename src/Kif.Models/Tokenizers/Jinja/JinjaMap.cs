namespace Kif.Models.Tokenizers.Jinja;

/// <summary>A dictionary that keeps the order of its keys.</summary>
internal sealed class JinjaMap : OrderedDictionary<string, object?>
{
    public JinjaMap()
        : base(StringComparer.Ordinal)
    {
    }

    public JinjaMap(JinjaMap other)
        : base(other, StringComparer.Ordinal)
    {
    }

    /// <summary>Returns the entries, each as a tuple.</summary>
    public JinjaList Items() => new(this.Select(entry => new JinjaList([entry.Key, entry.Value], isTuple: true)));
}
