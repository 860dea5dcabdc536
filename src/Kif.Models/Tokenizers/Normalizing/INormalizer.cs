namespace Kif.Models.Tokenizers;

/// <summary>Changes a segment of text before it is split into words.</summary>
internal interface INormalizer
{
    /// <summary>Returns the normalized text.</summary>
    /// <param name="text">The segment, without lone surrogates.</param>
    string Normalize(string text);
}
