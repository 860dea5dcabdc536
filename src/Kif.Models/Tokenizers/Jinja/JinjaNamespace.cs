namespace Kif.Models.Tokenizers.Jinja;

/// <summary>What <c>namespace()</c> makes: fields that can be set from within loops.</summary>
internal sealed class JinjaNamespace
{
    public Dictionary<string, object?> Fields { get; } = new(StringComparer.Ordinal);
}
