namespace Kif.Models.Tokenizers;

/// <summary>One thing that a SentencePiece model must be.</summary>
internal static class ModelRequirement
{
    /// <summary>Throws unless it is.</summary>
    /// <exception cref="InvalidDataException">It is not; the message names the field, what it is and what is supported.</exception>
    public static void Check(bool holds, string field, object value, string supported)
    {
        if (!holds)
        {
            throw new InvalidDataException($"SentencePiece model: {field} is {value}; supported here: {supported}.");
        }
    }
}
