namespace Kif.Models.Tokenizers;

/// <summary>Splits a segment of text into smaller ones.</summary>
internal interface ISplitter
{
    /// <summary>Appends the parts of text[start..end], in order, none of them empty; ignores the text outside that range.</summary>
    void Split(string text, int start, int end, List<TextSegment> into);
}
