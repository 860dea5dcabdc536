namespace Kif.Models.Tokenizers;

/// <summary>A model as a file gives it.</summary>
/// <param name="Model">The model.</param>
/// <param name="Vocabulary">Id of each token.</param>
/// <param name="Unknown">The unknown token, or null.</param>
internal sealed record ReadModel(IWordModel Model, IReadOnlyDictionary<string, int> Vocabulary, string? Unknown)
{
    /// <summary>Whether cutting text before each run of marks (U+2581) gives the same ids as not cutting it.</summary>
    public bool MarksBeginWords { get; init; }
}
