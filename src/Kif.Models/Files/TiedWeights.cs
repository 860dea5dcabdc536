using System.Text.Json;

namespace Kif.Models;

/// <summary>
/// Finds out which weights of a checkpoint are one, as transformers 5 does: a stored copy that differs from its original is a weight of its own, whatever
/// <c>tie_word_embeddings</c> says.
/// </summary>
/// <param name="files">The folder's files; differences from transformers 4 are noted in them.</param>
/// <param name="weights">The checkpoint by the model's names.</param>
internal sealed class TiedWeights(BackboneFiles files, IWeightSource weights)
{
    /// <summary>The setting.</summary>
    public const string Setting = "tie_word_embeddings";

    /// <summary>Reads the setting; null if it is left out. A null in the file is false, as in transformers 4; transformers 5 refuses it.</summary>
    public static bool? Said(ConfigFile config) => IsNull(config) ? false : config.Has(Setting) ? config.Bool(Setting) : null;

    /// <summary>Whether the setting is null.</summary>
    public static bool IsNull(ConfigFile config) => config.Json.TryGetProperty(Setting, out JsonElement value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>Whether a head is the embedding.</summary>
    /// <param name="byDefault">The family's default of the setting.</param>
    /// <param name="head">The head's name.</param>
    /// <param name="embedding">The embedding's name.</param>
    /// <exception cref="InvalidDataException">The head is its own, and the checkpoint does not have it.</exception>
    public bool IsTied(bool byDefault, string head, string embedding)
    {
        bool tied = Said(files.Config) ?? byDefault;
        if (!weights.Contains(head)) return tied ? true : throw NoHead(head);
        if (!tied || !Differ(head, embedding)) return tied;
        GenerationNotes.Add(files, $"head (stored, and other than the embedding, though {Setting} is {(Said(files.Config) is null ? "left out" : "true")})",
            $"takes the stored {head}", "the embedding");
        return false;
    }

    /// <summary>Whether both weights are stored and differ.</summary>
    public bool Differ(string one, string two)
    {
        if (!weights.Contains(one) || !weights.Contains(two)) return false;
        // A source without shapes in advance can't be compared before the model is built.
        if (weights.Shape(one) is not { } shape || weights.Shape(two) is not { } other) return false;
        if (!shape.SequenceEqual(other)) return true;
        using var scope = torch.NewDisposeScope();
        return !weights.Take(one, [.. shape]).eq(weights.Take(two, [.. other])).all().item<bool>();
    }

    /// <summary>Creates the error about a head that is missing.</summary>
    public InvalidDataException NoHead(string head) => files.Config.Refuse(Setting,
        $"true, since the checkpoint has no '{head}', which transformers would fill with random numbers; "
        + "if the head is the embedding, say so in that file, else save the model again with its head");
}
