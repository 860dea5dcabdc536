namespace Kif.Models.Tokenizers;

/// <summary>The special tokens of a folder: spelled by its files, or else by the class.</summary>
internal sealed class SpecialTokens(TokenizerSettings settings, TokenizerClass rules)
{
    /// <summary>The spelling of a role, or null.</summary>
    public string? Of(string role) => settings.Special(role, rules.Default(role));

    /// <summary>All spellings, in the order in which transformers adds them.</summary>
    public IReadOnlyList<string> All() =>
        [.. TokenizerSettings.Roles.Select(Of).OfType<string>().Concat(settings.OtherSpecial()).Concat(Sentinels()).Distinct(StringComparer.Ordinal)];

    /// <summary>The ids of the roles.</summary>
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

    /// <summary>T5 has sentinels even where no file names any.</summary>
    private IEnumerable<string> Sentinels() => rules.IsT5 && !settings.OtherSpecial().Any(token => token.Contains("<extra_id_", StringComparison.Ordinal))
        ? Enumerable.Range(0, settings.Config["extra_ids"].NumberOr(100)).Select(number => $"<extra_id_{number}>")
        : [];
}
