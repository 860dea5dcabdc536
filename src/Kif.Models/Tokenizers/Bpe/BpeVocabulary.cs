namespace Kif.Models.Tokenizers;

/// <summary>Reads vocabularies and merges of BPE files.</summary>
internal static class BpeVocabulary
{
    /// <summary>Reads ids by token from the members of a JSON object.</summary>
    public static Dictionary<string, int> Tokens(IEnumerable<(string Name, JsonField Value)> members)
    {
        var vocabulary = new VocabularyBuilder();
        foreach (var (token, id) in members)
        {
            vocabulary.Add(token, id.Number, () => id.Where);
        }

        return vocabulary.Ids;
    }

    /// <summary>Parses a merge written with one space between its parts; null if it is not one.</summary>
    public static (string Left, string Right)? Merge(string line) => line.Split(' ') is [var left, var right] ? (left, right) : null;

    /// <summary>Makes the merges; errors name the file.</summary>
    public static BpeMerges Merges(string path, IEnumerable<(string Left, string Right)> merges, IReadOnlyDictionary<string, int> vocabulary)
    {
        try
        {
            return new BpeMerges(merges, vocabulary);
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }
}
