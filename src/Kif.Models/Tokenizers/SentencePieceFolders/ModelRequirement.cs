namespace Kif.Models.Tokenizers;

/// <summary>A requirement on a SentencePiece model.</summary>
internal static class ModelRequirement
{
    /// <summary>Throws unless the requirement holds.</summary>
    /// <exception cref="InvalidDataException">The requirement does not hold; the message names the field, its value and the supported ones.</exception>
    public static void Check(bool holds, string field, object value, string supported)
    {
        if (!holds)
        {
            throw new InvalidDataException($"SentencePiece model: {field} is {value}; supported here: {supported}.");
        }
    }
}
