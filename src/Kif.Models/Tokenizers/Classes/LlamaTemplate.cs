namespace Kif.Models.Tokenizers;

/// <summary>The special tokens that the LLaMA class puts around a text, regardless of tokenizer.json.</summary>
internal static class LlamaTemplate
{
    /// <summary>Makes a template with the begin token unless <c>add_bos_token</c> is false, and the end token if <c>add_eos_token</c> is true.</summary>
    public static TokenTemplate Read(JsonFile config, SpecialIds special)
    {
        var before = Ids(config["add_bos_token"], true, special.Begin, "bos_token");
        var after = Ids(config["add_eos_token"], false, special.End, "eos_token");
        TemplatePiece[] first = Around(0), second = Around(1);
        return new(first, [.. first, .. second]);

        TemplatePiece[] Around(int text) => [TemplatePiece.Special(text, before), TemplatePiece.Of(text, text), TemplatePiece.Special(text, after)];
    }

    private static int[] Ids(JsonField field, bool otherwise, int? id, string role)
    {
        if (!field.FlagOr(otherwise))
        {
            return [];
        }

        return id is { } known ? [known] : throw new InvalidDataException($"{field.Where} holds, but there is no {role}.");
    }
}
