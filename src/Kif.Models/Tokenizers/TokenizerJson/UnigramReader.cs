namespace Kif.Models.Tokenizers;

/// <summary>Reads a Unigram model of a <c>tokenizer.json</c>.</summary>
internal static class UnigramReader
{
    public static ReadModel Read(JsonField model)
    {
        var pieces = new List<(string Text, double Score)>();
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in model["vocab"].Items())
        {
            var entry = item.Items().Take(3).ToArray() is [var text, var score] ? (text, score) : throw item.Unsupported("a list of a piece and its score");
            item.Require(pieces.Count < VocabularyLimits.Ids, $"at most {VocabularyLimits.Ids} pieces");
            VocabularyBuilder.CheckLength(entry.text.Text, () => item.Where);
            entry.text.Require(vocabulary.TryAdd(entry.text.Text, pieces.Count), "a piece that is not there before");
            pieces.Add((entry.text.Text, entry.score.Real));
        }

        var unknown = model["unk_id"];
        unknown.Require(!unknown.IsNull && (uint)unknown.Number < (uint)pieces.Count, $"an id below {pieces.Count}");
        return new ReadModel(
            new UnigramModel(pieces, unknown.Number, model["byte_fallback"].FlagOr(false)), vocabulary, pieces[unknown.Number].Text);
    }
}
