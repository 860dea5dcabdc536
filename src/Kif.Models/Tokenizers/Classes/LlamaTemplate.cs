namespace Kif.Models.Tokenizers;

/// <summary>The special tokens that the class of LLaMA puts around a text, whatever tokenizer.json says.</summary>
internal static class LlamaTemplate
{
    /// <summary>The begin token unless <c>add_bos_token</c> is false; the end token where <c>add_eos_token</c> is true.</summary>
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
