namespace Kif.Models.Tokenizers;

/// <summary>The fields of <c>Metaspace</c> as pre-tokenizer and as decoder, in their older form too.</summary>
internal static class MetaspaceField
{
    public static char Mark(JsonField component)
    {
        var field = component["replacement"];
        return field.Text is [var mark] && !char.IsSurrogate(mark) ? mark : throw field.Unsupported("one character of the BMP");
    }

    public static PrependScheme Scheme(JsonField component)
    {
        var field = component["prepend_scheme"];
        return field.TextOrNull() switch
        {
            "always" => PrependScheme.Always,
            "first" => PrependScheme.First,
            "never" => PrependScheme.Never,
            null => component["add_prefix_space"].FlagOr(true) ? PrependScheme.Always : PrependScheme.Never,
            _ => throw field.Unsupported("always, first, never"),
        };
    }
}
