namespace Kif.Models.Tokenizers.Jinja;

/// <summary>The result of <c>namespace()</c>: fields that can be set from within loops.</summary>
internal sealed class JinjaNamespace
{
    public Dictionary<string, object?> Fields { get; } = new(StringComparer.Ordinal);
}
