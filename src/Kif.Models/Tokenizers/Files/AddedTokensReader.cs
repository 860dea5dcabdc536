namespace Kif.Models.Tokenizers;

/// <summary>Puts together the added tokens that the files of a folder name, as transformers does.</summary>
internal static class AddedTokensReader
{
    /// <summary>
    /// The tokens described; then those that tokenizer_config.json describes otherwise, or that only it names; then special tokens named
    /// nowhere else. A token keeps the id that the vocabulary gives it, or gets the next free one.
    /// </summary>
    public static IReadOnlyList<AddedToken> Gather(
        IEnumerable<AddedToken> described, TokenizerSettings settings, IReadOnlyList<string> special, Func<string, int?> vocabularyId, int vocabularyCount)
    {
        var added = described.ToList();
        foreach (var token in settings.Added().OrderBy(token => token.Id))
        {
            var at = added.FindIndex(known => known.Content == token.Content);
            if (at < 0 || added[at] != token with { Id = added[at].Id })
            {
                Put(token with { Special = token.Special || special.Contains(token.Content) }, at);
            }
        }

        foreach (var content in special.Where(content => !added.Exists(known => known.Content == content)))
        {
            Put(new AddedToken(-1, content) { Special = true }, -1);
        }

        return added;

        void Put(AddedToken token, int at)
        {
            var id = at >= 0 ? added[at].Id : vocabularyId(token.Content) ?? Next();
            if (at >= 0)
            {
                added[at] = token with { Id = id };
            }
            else
            {
                added.Add(token with { Id = id });
            }
        }

        int Next() => Math.Max(vocabularyCount, added.Select(token => token.Id).DefaultIfEmpty(-1).Max() + 1);
    }
}
