namespace Kif.Models.Tokenizers;

/// <summary>A model read from a file, with its vocabulary.</summary>
/// <param name="Model">The model.</param>
/// <param name="Vocabulary">The id of each token.</param>
/// <param name="Unknown">The unknown token, or null.</param>
internal sealed record ReadModel(IWordModel Model, IReadOnlyDictionary<string, int> Vocabulary, string? Unknown)
{
    /// <summary>Whether cutting text before each run of marks (U+2581) gives the same ids as not cutting it.</summary>
    public bool MarksBeginWords { get; init; }
}
