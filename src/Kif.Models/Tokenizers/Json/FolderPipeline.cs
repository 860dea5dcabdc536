namespace Kif.Tokenizers;

/// <summary>Builds a tokenizer from its loaded model and the added tokens and rules of its folder.</summary>
internal static class FolderPipeline
{
    /// <summary>Builds the tokenizer.</summary>
    /// <param name="settings">The settings files beside the vocabulary.</param>
    /// <param name="rules">The rules of its class.</param>
    /// <param name="read">The model.</param>
    /// <param name="described">The added tokens described beside the vocabulary.</param>
    /// <param name="stages">The stages before and after the model.</param>
    /// <param name="flags">The effect of add_bos_token and add_eos_token on the template.</param>
    public static TokenizerPipeline Build(
        TokenizerSettings settings, TokenizerClass rules, LoadedModel read, IEnumerable<AddedToken> described, TokenizerStages stages,
        TokenFlags flags = TokenFlags.Said)
    {
        var special = new SpecialTokens(settings, rules);
        var tokens = AddedTokensReader.Gather(
            described, settings, special.All(), token => read.Vocabulary.TryGetValue(token, out var id) ? id : null, read.Vocabulary.Count);
        var added = new AddedTokens(tokens, stages.Normalize);
        SpecialTokenIds ids = special.Ids(added);
        ids = ids with { Unknown = ids.Unknown ?? (read.Unknown is { } unknown ? read.Vocabulary[unknown] : null) };
        return new TokenizerPipeline(new TokenizerParts
        {
            Model = read.Model,
            Tokens = new TokenTable(read.Vocabulary.Select(entry => (entry.Key, entry.Value)), added),
            Added = added,
            Stages = stages with
            {
                PreTokenizers = read.MarksBeginWords
                    ? [.. stages.PreTokenizers, new MetaspaceSplitter(Metaspace.Mark, runs: true)] : stages.PreTokenizers,
                Template = rules.ObeysFlags ? FlaggedTemplate.Of(stages.Template, flags, settings.Config, ids) : stages.Template,
            },
            Special = ids,
            Defaults = TokenizerDefaultsReader.Read(settings.Config, rules),
        });
    }
}

/// <summary>Collects the added tokens that the files of a folder name, as transformers does.</summary>
internal static class AddedTokensReader
{
    /// <summary>
    /// Collects the described tokens, then those that tokenizer_config.json changes or adds, then special tokens named
    /// nowhere else. A token keeps the id that the vocabulary gives it, or gets the next free one.
    /// </summary>
    public static IReadOnlyList<AddedToken> Gather(
        IEnumerable<AddedToken> described, TokenizerSettings settings, IReadOnlyList<string> special, Func<string, int?> vocabularyId, int vocabularyCount)
    {
        var added = described.ToList();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var place = 0; place < added.Count; place++)
        {
            places.TryAdd(added[place].Content, place);
        }

        var next = Math.Max(vocabularyCount, added.Select(token => token.Id).DefaultIfEmpty(-1).Max() + 1);
        var names = special.ToHashSet(StringComparer.Ordinal);
        foreach (var token in settings.Added().OrderBy(token => token.Id))
        {
            if (!places.TryGetValue(token.Content, out var at) || added[at] != token with { Id = added[at].Id })
            {
                Put(token with { Special = token.Special || names.Contains(token.Content) });
            }
        }

        foreach (var content in special.Where(content => !places.ContainsKey(content)))
        {
            Put(new AddedToken(-1, content) { Special = true });
        }

        return added;

        void Put(AddedToken token)
        {
            if (places.TryGetValue(token.Content, out var known))
            {
                added[known] = token with { Id = added[known].Id };
                return;
            }

            places[token.Content] = added.Count;
            added.Add(token with { Id = vocabularyId(token.Content) ?? next });
            next = Math.Max(next, added[^1].Id + 1);
        }
    }
}
