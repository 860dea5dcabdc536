namespace Kif;

/// <summary>A part chosen by name, with settings of its own: <c>estimate.use=first-order</c>, <c>estimate.beta1=0.9</c>.</summary>
public sealed class ComponentChoice
{
    /// <summary>The name under which the part is registered.</summary>
    public string Use { get; set; } = "";

    /// <summary>The part's options that differ from their defaults, as text.</summary>
    public IDictionary<string, string> Settings { get; } = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>A choice with default options.</summary>
    public static ComponentChoice Of(string name) => new() { Use = name };
}
