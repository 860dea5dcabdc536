namespace Kif.Tokenizers;

/// <summary>The effect of <c>add_bos_token</c> and <c>add_eos_token</c> of tokenizer_config.json.</summary>
internal enum TokenFlags
{
    /// <summary>None: the template of tokenizer.json decides.</summary>
    Ignored,

    /// <summary>A flag that is said overrules the template.</summary>
    Said,

    /// <summary>As <see cref="Said"/>; <c>add_bos_token</c> is true if nothing is said.</summary>
    SaidOrBegin,
}

/// <summary>The tokens around a text that flags ask for, regardless of tokenizer.json.</summary>
internal static class FlaggedTemplate
{
    /// <summary>Returns the template, changed where flags ask for it; a flag that is not said leaves its side as it is.</summary>
    /// <exception cref="InvalidDataException">A flag asks for a token that the files do not define.</exception>
    public static TokenTemplate Of(TokenTemplate template, TokenFlags flags, JsonField config, SpecialTokenIds special)
    {
        JsonField begin = config["add_bos_token"], end = config["add_eos_token"];
        if (flags == TokenFlags.Ignored || (begin.IsNull && end.IsNull && flags == TokenFlags.Said))
        {
            return template;
        }

        var before = begin.IsNull && flags == TokenFlags.Said ? template.Before : Ids(begin, true, special.Begin, "bos_token");
        var after = end.IsNull ? template.After : Ids(end, false, special.End, "eos_token");
        TemplatePiece[] first = Around(0), second = Around(1);
        return new(first, [.. first, .. second]);

        TemplatePiece[] Around(int text) => [TemplatePiece.Special(text, before), TemplatePiece.Of(text, text), TemplatePiece.Special(text, after)];
    }

    private static int[] Ids(JsonField flag, bool otherwise, int? id, string role) => !flag.FlagOr(otherwise) ? [] : id is { } known
        ? [known]
        : throw new InvalidDataException($"{flag.Where} holds, but there is no {role}.");
}
