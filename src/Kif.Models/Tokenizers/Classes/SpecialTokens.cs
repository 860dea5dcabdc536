namespace Kif.Models.Tokenizers;

/// <summary>The special tokens of a folder, from its files or else from the tokenizer's class.</summary>
internal sealed class SpecialTokens(TokenizerSettings settings, TokenizerClass rules)
{
    /// <summary>Returns the token of a role such as <c>eos_token</c>, or null.</summary>
    public string? Of(string role) => settings.Special(role, rules.Default(role));

    /// <summary>Returns all special tokens in the order in which transformers adds them.</summary>
    public IReadOnlyList<string> All() =>
        [.. TokenizerSettings.Roles.Select(Of).OfType<string>().Concat(settings.OtherSpecial()).Concat(Sentinels()).Distinct(StringComparer.Ordinal)];

    /// <summary>Returns the ids of the roles.</summary>
    public SpecialIds Ids(AddedTokens added) => new()
    {
        Begin = added.IdOf(Of("bos_token")),
        End = added.IdOf(Of("eos_token")),
        Pad = added.IdOf(Of("pad_token")),
        Unknown = added.IdOf(Of("unk_token")),
        Classifier = added.IdOf(Of("cls_token")),
        Separator = added.IdOf(Of("sep_token")),
        Mask = added.IdOf(Of("mask_token")),
    };

    /// <summary>Returns T5's sentinels, which exist even if no file names them.</summary>
    private IEnumerable<string> Sentinels() => rules.IsT5 && !settings.OtherSpecial().Any(token => token.Contains("<extra_id_", StringComparison.Ordinal))
        ? Enumerable.Range(0, settings.Config["extra_ids"].NumberOr(100)).Select(number => $"<extra_id_{number}>")
        : [];
}
