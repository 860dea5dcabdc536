namespace Kif;

/// <summary>The choice of a part by name, with its own settings: <c>estimate.use=first-order</c>, <c>estimate.beta1=0.9</c>.</summary>
public sealed class ComponentChoice
{
    /// <summary>The registered name of the part.</summary>
    public string Use { get; set; } = "";

    /// <summary>The part's options that differ from their defaults, as text.</summary>
    public IDictionary<string, string> Settings { get; } = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Creates a choice with default options.</summary>
    public static ComponentChoice Of(string name) => new() { Use = name };
}
