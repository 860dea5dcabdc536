namespace Kif.Models.Tokenizers;

/// <summary>Changes a stretch of text before it is cut into words.</summary>
internal interface INormalizer
{
    /// <summary>The text as the model is to see it.</summary>
    /// <param name="text">The stretch, without lone surrogates.</param>
    string Normalize(string text);
}
