namespace Kif.Models;

/// <summary>Tells the user where the two generations of transformers, 4 and 5, make different models of one folder.</summary>
internal static class GenerationNotes
{
    /// <summary>Adds a sentence.</summary>
    /// <param name="files">The folder's files; their notes receive it.</param>
    /// <param name="subject">The part of the model.</param>
    /// <param name="five">What transformers 5 makes of it, which Kif follows.</param>
    /// <param name="four">What transformers 4 makes of it.</param>
    public static void Add(BackboneFiles files, string subject, string five, string four) =>
        files.Notes?.Add($"{subject}: transformers 5 {five}, transformers 4 {four}; Kif follows transformers 5");
}
