namespace Kif.Models.Tokenizers;

/// <summary>Builds a tokenizer from its loaded model and the added tokens and rules of its folder.</summary>
internal static class FolderPipeline
{
    /// <summary>Builds the tokenizer.</summary>
    /// <param name="settings">The settings files beside the vocabulary.</param>
    /// <param name="rules">The rules of its class.</param>
    /// <param name="read">The model.</param>
    /// <param name="described">The added tokens described beside the vocabulary.</param>
    /// <param name="stages">The stages before and after the model.</param>
    public static TokenizerPipeline Build(
        TokenizerSettings settings, TokenizerClass rules, ReadModel read, IEnumerable<AddedToken> described, Stages stages)
    {
        var special = new SpecialTokens(settings, rules);
        var tokens = AddedTokensReader.Gather(
            described, settings, special.All(), token => read.Vocabulary.TryGetValue(token, out var id) ? id : null, read.Vocabulary.Count);
        var added = new AddedTokens(tokens, stages.Normalize);
        var ids = special.Ids(added);
        ids = ids with { Unknown = ids.Unknown ?? (read.Unknown is { } unknown ? read.Vocabulary[unknown] : null) };
        return new TokenizerPipeline(new TokenizerParts
        {
            Model = read.Model,
            Tokens = new TokenTable(read.Vocabulary.Select(entry => (entry.Key, entry.Value)), added),
            Added = added,
            Stages = stages with
            {
                PreTokenizers = read.MarksBeginWords ? [.. stages.PreTokenizers, new Cut(new MarkSplitter(Metaspace.Mark, runs: true))] : stages.PreTokenizers,
                Template = rules.IsLlama ? LlamaTemplate.Read(settings.Config, ids) : stages.Template,
            },
            Special = ids,
            Defaults = DefaultsReader.Read(settings.Config, rules),
        });
    }
}
