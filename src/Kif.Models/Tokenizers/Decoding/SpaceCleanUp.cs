namespace Kif.Models.Tokenizers;

/// <summary>The clean-up of English spacing that transformers calls <c>clean_up_tokenization_spaces</c>.</summary>
public static class SpaceCleanUp
{
    private static readonly (string From, string To)[] Rules =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    /// <summary>Removes the space before <c>. ? ! ,</c> and contractions (n't 'm 's 've 're), and those around a lone apostrophe.</summary>
    /// <param name="text">A decoded text.</param>
    public static string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (from, to) in text.Contains(' ') ? Rules : [])
        {
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        return text;
    }
}
