namespace Kif.Models.Tokenizers;

/// <summary>Puts together the added tokens that the files of a BPE folder name.</summary>
internal static class AddedBpeTokens
{
    /// <summary>
    /// The tokens described, then those of tokenizer_config.json with other ids, then special tokens named nowhere else: they keep
    /// the id that the vocabulary gives them, or get the next free one.
    /// </summary>
    public static AddedTokens Gather(
        IEnumerable<AddedToken> described, TokenizerSettings settings, IEnumerable<string> special, IReadOnlyDictionary<string, int> vocabulary)
    {
        var added = described.Concat(settings.Added()).DistinctBy(token => token.Id).ToList();
        var next = vocabulary.Values.Concat(added.Select(token => token.Id)).DefaultIfEmpty(-1).Max() + 1;
        foreach (var content in special)
        {
            if (added.FindIndex(token => token.Content == content) is >= 0 and var known)
            {
                added[known] = added[known] with { Special = true };
            }
            else
            {
                added.Add(new AddedToken(vocabulary.TryGetValue(content, out var id) ? id : next++, content) { Special = true });
            }
        }

        return new AddedTokens(added);
    }
}
